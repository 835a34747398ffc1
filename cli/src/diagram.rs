//! Where the boxes and lines of a diagram lie.
//!
//! What belongs together is laid out by itself: boxes in columns, by rank from left to right, and lines at right angles
//! that go between boxes and never through one. The parts are then set beside each other, as words on a page are. All
//! is counted in whole pixels, so that a diagram is the same on every machine.

mod columns;
mod pack;
mod place;
mod route;
#[cfg(test)]
mod tests;

/// A point: how far from the left, and how far from the top.
pub(crate) type Point = (i32, i32);

/// A box.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// Greater than that of what it leads to, unless they go in a circle.
    pub(crate) rank: u32,
}

/// A line from a side of one box to a side of another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) from: usize,
    /// How far below the top of its box it begins.
    pub(crate) from_y: i32,
    pub(crate) to: usize,
    /// How far below the top of its box it ends.
    pub(crate) to_y: i32,
}

/// Where everything is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// The upper left corner of each box.
    pub(crate) places: Vec<Point>,
    /// The corners of each line, from its beginning to its end.
    pub(crate) paths: Vec<Vec<Point>>,
}

/// Lays out boxes and lines.
pub(crate) fn layout(nodes: &[Node], links: &[Link]) -> Layout {
    let parts = pack::parts(nodes.len(), links);
    let laid_out = parts.into_iter().map(|part| {
        let layout = self::part(nodes, links, &part);
        (part, layout)
    });
    pack::pack(nodes.len(), links.len(), laid_out.collect())
}

/// Boxes that hang together, and the lines between them.
#[derive(Debug, Default)]
struct Part {
    nodes: Vec<usize>,
    links: Vec<usize>,
}

/// A part, beginning at the upper left corner.
fn part(nodes: &[Node], links: &[Link], part: &Part) -> Layout {
    let mut position = vec![0; nodes.len()];
    for (index, &node) in part.nodes.iter().enumerate() {
        position[node] = index;
    }
    let nodes: Vec<Node> = part.nodes.iter().map(|&node| nodes[node]).collect();
    let links: Vec<Link> = part
        .links
        .iter()
        .map(|&link| Link { from: position[links[link].from], to: position[links[link].to], ..links[link] })
        .collect();
    let columns = columns::columns(&nodes, &links);
    let plan = place::place(&nodes, &links, columns);
    route::route(&nodes, &links, &plan)
}
