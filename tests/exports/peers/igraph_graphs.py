"""GraphML by lxml, networkx and igraph, GEXF by lxml and networkx."""

import json
import warnings

import igraph
import lxml.etree
import networkx as nx
from reporting import report

warnings.simplefilter("ignore")


def check(folder):
    count = 0
    for path in sorted(folder.glob("t.*.graphml")):
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        sizes = len(expected["nodes"]), len(expected["edges"])
        lxml.etree.parse(path)
        graph = nx.read_graphml(path, force_multigraph=expected["multigraph"])
        assert (len(graph), graph.number_of_edges()) == sizes, path
        loaded = igraph.Graph.Read_GraphML(str(path))
        assert (loaded.vcount(), loaded.ecount()) == sizes, path
        names = list(graph)
        # igraph (1.0.0) does not resolve "&" in the names of nodes, in other texts it does.
        shown = [name.replace("&", "&#38;") for name in names]
        assert loaded.vcount() == 0 or loaded.vs["id"] == shown, path
        gexf = path.with_suffix(".gexf")
        lxml.etree.parse(gexf)
        other = nx.read_gexf(gexf)
        assert (len(other), other.number_of_edges()) == sizes, gexf
        assert list(other) == names, gexf
        count += 2
    return count


report(check, {"igraph": igraph.__version__, "lxml": lxml.__version__, "networkx": nx.__version__})
