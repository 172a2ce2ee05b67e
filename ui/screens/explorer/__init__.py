"""The curve explorer: any point of a curve, any size, any minute."""
