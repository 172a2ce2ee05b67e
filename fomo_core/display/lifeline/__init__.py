"""The life line: one offering's whole life as steps with sentences, and as the data of one picture."""
