//! Where the lines go between columns: each has a track of its own there, or shares one with lines that are far off.

use super::place::{Net, Plan};
use super::{Layout, Link, Node, Point};

/// Between a column and the first track, so that there is room for what stands at the end of a line.
const MARGIN: i32 = 22;
/// Between tracks.
const STEP: i32 = 9;

/// What goes up or down between a column and the next.
struct Run {
    low: i32,
    high: i32,
    /// A net by its index, or a line within the column.
    of: Of,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Net(usize),
    Link(usize),
}

/// Gives boxes their columns' places from the left, and lines their corners.
pub(super) fn route(nodes: &[Node], links: &[Link], plan: &Plan) -> Layout {
    let mut lefts = Vec::with_capacity(plan.columns.len());
    // For each column, which track each run has behind it.
    let mut tracks: Vec<Vec<(Of, i32)>> = Vec::with_capacity(plan.columns.len());
    let mut x = 0;
    let last = plan.columns.len() - 1;
    for (column, members) in plan.columns.iter().enumerate() {
        lefts.push(x);
        x += members.iter().map(|&node| nodes[node].width).max().unwrap_or(0);
        let runs = runs(plan, links, column);
        let (assigned, count) = assign(runs, x + MARGIN);
        tracks.push(assigned);
        if column < last || count > 0 {
            x += 2 * MARGIN + STEP * (count - 1).max(0);
        }
    }
    let places: Vec<Point> = (0..nodes.len()).map(|node| (lefts[plan.column_of[node]], plan.tops[node])).collect();
    let track = |column: usize, of: Of| tracks[column].iter().find(|(other, _)| *other == of).map(|(_, x)| *x);

    let mut paths: Vec<Vec<Point>> = vec![Vec::new(); links.len()];
    for (index, link) in links.iter().enumerate() {
        let column = plan.column_of[link.from];
        if let Some(x) = track(column, Of::Link(index)) {
            let side = |node: usize, y: i32| (places[node].0 + nodes[node].width, places[node].1 + y);
            let (from, to) = (side(link.from, link.from_y), side(link.to, link.to_y));
            paths[index] = vec![from, (x, from.1), (x, to.1), to];
        }
    }
    for (number, net) in plan.nets.iter().enumerate() {
        for end in &net.ends {
            let mut level = plan.tops[net.node] + net.y;
            let mut path = vec![(places[net.node].0 + nodes[net.node].width, level)];
            for column in net.column..end.column {
                let there =
                    if column + 1 == end.column { plan.tops[end.node] + end.y } else { plan.level(net, column + 1) };
                if let Some(x) = track(column, Of::Net(number)) {
                    path.extend([(x, level), (x, there)]);
                }
                level = there;
            }
            path.push((places[end.node].0, level));
            if links[end.link].from != net.node {
                path.reverse();
            }
            paths[end.link] = path;
        }
    }
    paths.iter_mut().for_each(straighten);
    to_the_corner(nodes, places, paths)
}

/// What goes up or down behind a column.
fn runs(plan: &Plan, links: &[Link], column: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    for (index, link) in links.iter().enumerate() {
        if (plan.column_of[link.from], plan.column_of[link.to]) == (column, column) {
            let (from, to) = (plan.tops[link.from] + link.from_y, plan.tops[link.to] + link.to_y);
            runs.push(Run { low: from.min(to), high: from.max(to), of: Of::Link(index) });
        }
    }
    let here = |net: &&Net| net.column <= column && column < net.last;
    for (index, net) in plan.nets.iter().enumerate().filter(|(_, net)| here(net)) {
        let mut levels = vec![plan.level(net, column)];
        let ends = net.ends.iter().filter(|end| end.column == column + 1);
        levels.extend(ends.map(|end| plan.tops[end.node] + end.y));
        if column + 1 < net.last {
            levels.push(plan.level(net, column + 1));
        }
        let (low, high) = levels.iter().fold((i32::MAX, i32::MIN), |(low, high), &y| (low.min(y), high.max(y)));
        if low < high {
            runs.push(Run { low, high, of: Of::Net(index) });
        }
    }
    runs
}

/// Gives each run the first track from `x` on that is free where it goes; and how many tracks there are.
fn assign(mut runs: Vec<Run>, x: i32) -> (Vec<(Of, i32)>, i32) {
    runs.sort_by_key(|run| (matches!(run.of, Of::Net(_)), run.low, run.high));
    let mut tracks: Vec<Vec<(i32, i32)>> = Vec::new();
    let mut assigned = Vec::with_capacity(runs.len());
    for run in runs {
        let apart = |&(low, high): &(i32, i32)| run.high + STEP <= low || high + STEP <= run.low;
        let free = tracks.iter().position(|taken| taken.iter().all(apart));
        let number = free.unwrap_or_else(|| {
            tracks.push(Vec::new());
            tracks.len() - 1
        });
        tracks[number].push((run.low, run.high));
        assigned.push((run.of, x + STEP * i32::try_from(number).unwrap_or(0)));
    }
    (assigned, i32::try_from(tracks.len()).unwrap_or(0))
}

/// Takes out corners that are none.
fn straighten(path: &mut Vec<Point>) {
    path.dedup();
    let mut index = 1;
    while index + 1 < path.len() {
        let (before, here, after) = (path[index - 1], path[index], path[index + 1]);
        if (before.0 == here.0 && here.0 == after.0) || (before.1 == here.1 && here.1 == after.1) {
            path.remove(index);
        } else {
            index += 1;
        }
    }
}

/// Moves everything so that it begins at the upper left corner.
fn to_the_corner(nodes: &[Node], mut places: Vec<Point>, mut paths: Vec<Vec<Point>>) -> Layout {
    let corners = places.iter().zip(nodes).map(|(place, node)| (place.0 + node.width, place.1 + node.height));
    let points: Vec<Point> = places.iter().copied().chain(corners).chain(paths.iter().flatten().copied()).collect();
    let left = points.iter().map(|point| point.0).min().unwrap_or(0);
    let top = points.iter().map(|point| point.1).min().unwrap_or(0);
    for point in places.iter_mut().chain(paths.iter_mut().flatten()) {
        *point = (point.0 - left, point.1 - top);
    }
    let width = points.iter().map(|point| point.0 - left).max().unwrap_or(0);
    let height = points.iter().map(|point| point.1 - top).max().unwrap_or(0);
    Layout { width, height, places, paths }
}
