//! Which column a box is in.

use super::place::GAP;
use super::{Link, Node};

/// The boxes of each column, none empty.
pub(super) fn columns(nodes: &[Node], links: &[Link]) -> Vec<Vec<usize>> {
    let ranks = ranks(nodes, links);
    let last = ranks.iter().max().map_or(0, |&last| last as usize);
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); last + 1];
    for (node, &rank) in ranks.iter().enumerate() {
        layers[rank as usize].push(node);
    }
    layers.retain(|layer| !layer.is_empty());

    let limit = limit(nodes);
    let mut columns = Vec::new();
    let mut order: Vec<usize> = vec![0; nodes.len()];
    for mut layer in layers {
        // What leads to the same box comes into one column, if it can.
        let first = |&node: &usize| {
            let leads = links.iter().filter(|link| link.from == node && ranks[link.to] < ranks[node]);
            (leads.map(|link| order[link.to]).min(), node)
        };
        layer.sort_by_cached_key(first);
        let height: i32 = layer.iter().map(|&node| nodes[node].height + GAP).sum();
        let count = if height > limit + limit / 4 { (height + limit - 1) / limit } else { 1 };
        let each = height / count;
        let (mut column, mut filled, mut total) = (Vec::new(), 1, 0);
        for node in layer {
            order[node] = columns.iter().map(Vec::len).sum::<usize>() + column.len();
            column.push(node);
            total += nodes[node].height + GAP;
            if total >= each * filled && filled < count {
                columns.push(std::mem::take(&mut column));
                filled += 1;
            }
        }
        if !column.is_empty() {
            columns.push(column);
        }
    }
    columns
}

/// A box that leads nowhere stands before the first that leads to it, so that lines are short.
fn ranks(nodes: &[Node], links: &[Link]) -> Vec<u32> {
    let mut ranks: Vec<u32> = nodes.iter().map(|node| node.rank).collect();
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|&node| std::cmp::Reverse(nodes[node].rank));
    let mut referring: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for link in links.iter().filter(|link| nodes[link.from].rank > nodes[link.to].rank) {
        referring[link.to].push(link.from);
    }
    for node in order {
        let first = referring[node].iter().map(|&from| ranks[from]).min();
        ranks[node] = first.map_or(ranks[node], |first| ranks[node].max(first.saturating_sub(1)));
    }
    ranks
}

/// How high a column should be, for a diagram a third wider than high.
fn limit(nodes: &[Node]) -> i32 {
    let area: i64 = nodes.iter().map(|node| i64::from(node.width + 2 * GAP) * i64::from(node.height + GAP)).sum();
    let tallest = nodes.iter().map(|node| node.height + GAP).max().unwrap_or(1);
    i32::try_from((area * 3 / 4).isqrt()).unwrap_or(i32::MAX).max(tallest)
}
