"""The replies room: rebuild(Thread) -> Thread with comment boundaries and who answers whom.

restore (lost boundaries) -> passages -> lay out -> FINDERS -> features -> weighing -> decoding.
"""

from threadlab.replies.finders import FINDERS as FINDERS
from threadlab.replies.rebuilding import rebuild as rebuild
