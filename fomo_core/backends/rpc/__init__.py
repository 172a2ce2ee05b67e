"""A node behind one or several endpoints: plain JSON-RPC, and every fault by its name."""
