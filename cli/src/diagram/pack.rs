//! What hangs together, and how the parts are set beside each other.

use super::{Layout, Link, Part, Point};

/// Between parts.
const GAP: i32 = 48;

/// The parts, each with its boxes and lines in their order.
pub(super) fn parts(nodes: usize, links: &[Link]) -> Vec<Part> {
    let mut leader: Vec<usize> = (0..nodes).collect();
    for link in links {
        let (from, to) = (find(&mut leader, link.from), find(&mut leader, link.to));
        leader[from.max(to)] = from.min(to);
    }
    let mut parts: Vec<Part> = (0..nodes).map(|_| Part::default()).collect();
    for node in 0..nodes {
        parts[find(&mut leader, node)].nodes.push(node);
    }
    for (index, link) in links.iter().enumerate() {
        parts[find(&mut leader, link.from)].links.push(index);
    }
    parts.retain(|part| !part.nodes.is_empty());
    parts
}

fn find(leader: &mut [usize], mut node: usize) -> usize {
    while leader[node] != node {
        leader[node] = leader[leader[node]];
        node = leader[node];
    }
    node
}

/// Sets parts into rows, those of most boxes first.
pub(super) fn pack(nodes: usize, links: usize, mut parts: Vec<(Part, Layout)>) -> Layout {
    parts.sort_by_key(|(part, layout)| std::cmp::Reverse((part.nodes.len(), layout.height)));
    let area: i64 = parts.iter().map(|(_, part)| i64::from(part.width + GAP) * i64::from(part.height + GAP)).sum();
    let widest = parts.iter().map(|(_, part)| part.width).max().unwrap_or(0);
    // Half as wide again as high.
    let width = i32::try_from((area * 3 / 2).isqrt()).unwrap_or(i32::MAX).max(widest);

    let mut whole = Layout { places: vec![(0, 0); nodes], paths: vec![Vec::new(); links], ..Layout::default() };
    let (mut x, mut y, mut row) = (0, 0, 0);
    for (part, layout) in parts {
        if x > 0 && x + layout.width > width {
            (x, y, row) = (0, y + row + GAP, 0);
        }
        let moved = |point: &Point| (point.0 + x, point.1 + y);
        for (&node, place) in part.nodes.iter().zip(&layout.places) {
            whole.places[node] = moved(place);
        }
        for (&link, path) in part.links.iter().zip(&layout.paths) {
            whole.paths[link] = path.iter().map(moved).collect();
        }
        whole.width = whole.width.max(x + layout.width);
        whole.height = whole.height.max(y + layout.height);
        row = row.max(layout.height);
        x += layout.width + GAP;
    }
    whole
}
