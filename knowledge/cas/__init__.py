"""CAS addresses: reading what people paste, building exact links, naming what is wrong."""
