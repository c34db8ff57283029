"""Places in a sheet by their letters, as `foundation.workbook_xml` has them."""

from framst.foundation.workbook_xml import letters, place

__all__ = ["letters", "place"]
