"""The guide's data, in French: the tree, the texts, the facts, the words of every transport."""
