//! What holds of every diagram.

use super::{Layout, Link, Node, Point, layout};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn graph(dice: &mut Dice, size: usize, lines: usize) -> (Vec<Node>, Vec<Link>) {
    let mut nodes: Vec<Node> = (0..size)
        .map(|_| Node { width: 80 + dice.below(150) as i32, height: 30 + dice.below(20) as i32 * 18, rank: 0 })
        .collect();
    let mut links = Vec::new();
    for _ in 0..lines {
        let (one, other) = (dice.below(size), dice.below(size));
        // Most lead back; some go in circles, some lead to the box itself.
        let (from, to) = if dice.below(20) > 0 { (one.max(other), one.min(other)) } else { (one, other) };
        let mut at = |node: usize| 15 + dice.below(((nodes[node].height - 30) / 18 + 1) as usize) as i32 * 18;
        links.push(Link { from, from_y: at(from), to, to_y: at(to) });
    }
    for node in 0..size {
        let before = links.iter().filter(|link| link.from == node && link.to < node);
        nodes[node].rank = before.map(|link| nodes[link.to].rank + 1).max().unwrap_or(0);
    }
    (nodes, links)
}

/// The two sides of a stretch, from the lesser to the greater.
fn sorted(one: i32, other: i32) -> (i32, i32) {
    (one.min(other), one.max(other))
}

fn holds(nodes: &[Node], links: &[Link], layout: &Layout) -> Result<(), String> {
    let rectangle = |node: usize| {
        let (x, y) = layout.places[node];
        (x, y, x + nodes[node].width, y + nodes[node].height)
    };
    for one in 0..nodes.len() {
        let (left, top, right, bottom) = rectangle(one);
        if left < 0 || top < 0 || right > layout.width || bottom > layout.height {
            return Err(format!("box {one} is outside"));
        }
        for other in 0..one {
            let (l, t, r, b) = rectangle(other);
            if left < r + 12 && l < right + 12 && top < b + 12 && t < bottom + 12 {
                return Err(format!("boxes {other} and {one} touch"));
            }
        }
    }
    for (index, (link, path)) in links.iter().zip(&layout.paths).enumerate() {
        let at = |node: usize, y: i32, point: Option<&Point>| {
            let (left, top, right, _) = rectangle(node);
            point.is_some_and(|point| (point.0 == left || point.0 == right) && point.1 == top + y)
        };
        if !at(link.from, link.from_y, path.first()) || !at(link.to, link.to_y, path.last()) {
            return Err(format!("line {index} does not lead from box to box: {path:?}"));
        }
        for pair in path.windows(2) {
            let ((left, right), (top, bottom)) = (sorted(pair[0].0, pair[1].0), sorted(pair[0].1, pair[1].1));
            if left != right && top != bottom {
                return Err(format!("line {index} is askew: {pair:?}"));
            }
            if left < 0 || top < 0 || right > layout.width || bottom > layout.height {
                return Err(format!("line {index} is outside"));
            }
            for node in 0..nodes.len() {
                let (l, t, r, b) = rectangle(node);
                if left < r && l < right && top < b && t < bottom {
                    return Err(format!("line {index} crosses box {node}"));
                }
                // A straight line has no width of its own.
                let within = (left == right && l < left && left < r && top < b && t < bottom)
                    || (top == bottom && t < top && top < b && left < r && l < right);
                if within {
                    return Err(format!("line {index} crosses box {node}"));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn boxes_do_not_touch_and_lines_go_between_them() {
    let mut dice = Dice(1);
    for round in 0..300 {
        let size = 1 + dice.below(40);
        let lines = dice.below(2 * size + 1);
        let (nodes, links) = graph(&mut dice, size, lines);
        let layout = layout(&nodes, &links);
        holds(&nodes, &links, &layout).unwrap_or_else(|fault| panic!("round {round}: {fault}\n{nodes:?}\n{links:?}"));
    }
}

/// Every table of a large schema refers to one: it does not become a single column.
#[test]
fn a_star_is_no_tower() {
    let mut nodes = vec![Node { width: 150, height: 150, rank: 1 }; 100];
    nodes[0].rank = 0;
    let links: Vec<Link> = (1..100).map(|from| Link { from, from_y: 40, to: 0, to_y: 40 }).collect();
    let layout = layout(&nodes, &links);
    holds(&nodes, &links, &layout).unwrap();
    assert!(layout.height < 2 * layout.width && layout.width < 3 * layout.height, "{} {}", layout.width, layout.height);
}

#[test]
fn a_large_schema_is_laid_out_at_once() {
    let (nodes, links) = graph(&mut Dice(7), 1000, 1500);
    let start = std::time::Instant::now();
    let layout = layout(&nodes, &links);
    holds(&nodes, &links, &layout).unwrap();
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn nothing_is_a_diagram_too() {
    assert_eq!(layout(&[], &[]), Layout::default());
}
