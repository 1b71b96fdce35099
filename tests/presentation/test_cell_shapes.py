"""How much of the ground a map shows."""

import h3
import pandas as pd
import pytest

from interim.presentation.cell_shapes import Shapes


def ground(ring):
    """A hexagon of cells with the zone in its middle."""
    middle = h3.latlng_to_cell(35.0, 33.0, 5)
    cells = sorted(h3.grid_disk(middle, ring))
    zone = set(h3.grid_disk(middle, 2))
    return pd.DataFrame(
        {
            "cell": cells,
            "area_km2": [h3.cell_area(cell) for cell in cells],
            "unit": "all",
            "holder": "north",
            "zone": ["zone" if cell in zone else "" for cell in cells],
        }
    )


@pytest.mark.parametrize(("ring", "all_of_it"), [(3, True), (12, False)])
def test_a_map_shows_what_lies_about_the_zones_or_all_where_that_is_most_of_it(ring, all_of_it):
    about, whole = Shapes(ground(ring), whole=False), Shapes(ground(ring), whole=True)
    assert (about.box.equals(whole.box), about.kept == whole.kept) == (all_of_it, all_of_it)
    assert whole.kept == set(whole.hexagons)


def test_nothing_is_cut_off_where_all_is_drawn():
    about = Shapes(ground(3), whole=False)
    assert about.box.contains(about.merged(pd.Series(True, index=about.table.index)))
