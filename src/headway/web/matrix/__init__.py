"""The matrix: where every deal lies, and how each kind is led."""
