"""How much of a file is read at most. Past a limit a file is refused, with the limit in the sentence."""

MAX_BYTES = 20 * 1024 * 1024
"""The size of a file."""
MAX_PEOPLE = 200_000
"""The people of one file: four times the largest group of schools."""
MAX_COLUMNS = 256
"""The columns of a list."""
MAX_FIELD = 1_000
"""The characters of one cell; a longer one is cut before it is looked at."""
MAX_DEPTH = 16
"""How deep the elements of an XML file may lie within each other; an export needs five."""
MAX_ATTRIBUTES = 64
"""The attributes of one XML element; an export's person has twenty."""
MAX_ELEMENTS = 1_000_000
"""The elements of an XML file."""
MAX_ENVELOPE = 1_000
"""The elements of a sealed container; a whole one has eight."""
MAX_INFLATED = 64 * 1024 * 1024
"""The size of what comes out of a compressed content."""
MAX_REPORTED = 200
"""The findings that are listed line by line; the rest is a number."""
