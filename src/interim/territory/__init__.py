"""The ground: hexagonal cells, their areas and their people."""
