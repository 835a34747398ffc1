//! How high a box lies in its column, and where lines that pass a column do.
//!
//! Lines that begin at one place are one *net*: they part as late as they can, and pass a column together, between its
//! boxes. Columns are gone through to and fro; each time what is in one moves towards what it is linked with.

use super::{Link, Node};

/// Between boxes of a column.
pub(super) const GAP: i32 = 28;
/// Around a line that passes.
const AROUND: i32 = 12;
/// How often the columns are gone through.
const SWEEPS: usize = 10;

/// Lines that begin at the right side of one box.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) node: usize,
    pub(super) y: i32,
    pub(super) column: usize,
    /// Each line with the box on its right, how far below its top it ends, and that box's column.
    pub(super) ends: Vec<End>,
    /// The last column that it reaches.
    pub(super) last: usize,
    /// Where it passes the columns behind its own and before the last.
    pub(super) passes: Vec<i32>,
}

#[derive(Debug)]
pub(super) struct End {
    pub(super) link: usize,
    pub(super) node: usize,
    pub(super) y: i32,
    pub(super) column: usize,
}

/// What lies where, from top to bottom.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) columns: Vec<Vec<usize>>,
    /// The column of each box.
    pub(super) column_of: Vec<usize>,
    /// The top of each box.
    pub(super) tops: Vec<i32>,
    pub(super) nets: Vec<Net>,
}

impl Plan {
    /// Where a net is at the right side of a column that it has reached.
    pub(super) fn level(&self, net: &Net, column: usize) -> i32 {
        match column.checked_sub(net.column + 1) {
            None => self.tops[net.node] + net.y,
            Some(passed) => net.passes[passed],
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy)]
enum Item {
    Node(usize),
    Pass(usize),
}

/// Finds the place of everything.
pub(super) fn place(nodes: &[Node], links: &[Link], columns: Vec<Vec<usize>>) -> Plan {
    let mut column_of = vec![0; nodes.len()];
    for (column, members) in columns.iter().enumerate() {
        members.iter().for_each(|&node| column_of[node] = column);
    }
    let nets = nets(links, &column_of);
    let mut items: Vec<Vec<Item>> =
        columns.iter().map(|members| members.iter().map(|&node| Item::Node(node)).collect()).collect();
    for (index, net) in nets.iter().enumerate() {
        for passed in &mut items[net.column + 1..net.last.max(net.column + 1)] {
            passed.push(Item::Pass(index));
        }
    }
    let band = items.iter().map(|items| items.iter().map(|&item| room(nodes, item)).sum()).max().unwrap_or(0);
    let mut plan = Plan { columns, column_of, tops: vec![0; nodes.len()], nets };
    for (column, items) in items.iter_mut().enumerate() {
        let wanted = vec![0; items.len()];
        stack(nodes, &mut plan, column, items, &wanted, band);
    }
    let neighbours = Neighbours::new(&plan, nodes.len());
    for sweep in 0..SWEEPS {
        let (left, right) = match sweep {
            _ if sweep + 2 >= SWEEPS => (true, true),
            _ => (sweep % 2 == 0, sweep % 2 == 1),
        };
        for step in 0..items.len() {
            let column = if sweep % 2 == 0 { step } else { items.len() - 1 - step };
            let wanted: Vec<i32> =
                items[column].iter().map(|&item| neighbours.wanted(&plan, column, item, left, right)).collect();
            stack(nodes, &mut plan, column, &mut items[column], &wanted, band);
        }
    }
    for (column, items) in items.iter().enumerate() {
        plan.columns[column] = items
            .iter()
            .filter_map(|item| match item {
                Item::Node(node) => Some(*node),
                Item::Pass(_) => None,
            })
            .collect();
    }
    plan
}

/// The nets between columns. A line within a column belongs to none.
fn nets(links: &[Link], column_of: &[usize]) -> Vec<Net> {
    let mut nets: Vec<Net> = Vec::new();
    for (index, link) in links.iter().enumerate() {
        let (from, to) = ((link.from, link.from_y), (link.to, link.to_y));
        let (left, right) = match column_of[link.from].cmp(&column_of[link.to]) {
            std::cmp::Ordering::Less => (from, to),
            std::cmp::Ordering::Greater => (to, from),
            std::cmp::Ordering::Equal => continue,
        };
        let end = End { link: index, node: right.0, y: right.1, column: column_of[right.0] };
        match nets.iter_mut().find(|net| (net.node, net.y) == left) {
            Some(net) => net.ends.push(end),
            None => nets.push(Net {
                node: left.0,
                y: left.1,
                column: column_of[left.0],
                ends: vec![end],
                last: 0,
                passes: Vec::new(),
            }),
        }
    }
    for net in &mut nets {
        net.last = net.ends.iter().map(|end| end.column).max().unwrap_or(net.column);
        net.passes = vec![0; net.last.saturating_sub(net.column + 1)];
    }
    nets
}

/// For each box the nets that begin at it and those that end at it.
struct Neighbours {
    begins: Vec<Vec<usize>>,
    ends: Vec<Vec<(usize, i32)>>,
}

impl Neighbours {
    fn new(plan: &Plan, nodes: usize) -> Neighbours {
        let mut found = Neighbours { begins: vec![Vec::new(); nodes], ends: vec![Vec::new(); nodes] };
        for (index, net) in plan.nets.iter().enumerate() {
            found.begins[net.node].push(index);
            for end in &net.ends {
                found.ends[end.node].push((index, end.y));
            }
        }
        found
    }

    /// The top that an item would have if it lay as high as what it is linked with on those sides.
    fn wanted(&self, plan: &Plan, column: usize, item: Item, left: bool, right: bool) -> i32 {
        let mut levels: Vec<i32> = Vec::new();
        match item {
            Item::Node(node) => {
                if left {
                    let ends = self.ends[node].iter();
                    levels.extend(ends.map(|&(net, y)| plan.level(&plan.nets[net], column - 1) - y));
                }
                if right {
                    for &net in &self.begins[node] {
                        let net = &plan.nets[net];
                        levels.extend(next(plan, net, column).map(|level| level - net.y));
                    }
                }
            }
            Item::Pass(net) => {
                let net = &plan.nets[net];
                if left {
                    levels.push(plan.level(net, column - 1));
                }
                if right {
                    levels.extend(next(plan, net, column));
                }
            }
        }
        match (i32::try_from(levels.len()), item) {
            (Ok(0) | Err(_), Item::Node(node)) => plan.tops[node],
            (Ok(0) | Err(_), Item::Pass(net)) => plan.level(&plan.nets[net], column),
            (Ok(count), _) => levels.iter().sum::<i32>() / count,
        }
    }
}

/// Where a net is in the next column: its ends there, and where it passes it.
fn next<'a>(plan: &'a Plan, net: &'a Net, column: usize) -> impl Iterator<Item = i32> {
    let ends = net.ends.iter().filter(move |end| end.column == column + 1).map(|end| plan.tops[end.node] + end.y);
    ends.chain((column + 1 < net.last).then(|| plan.level(net, column + 1)))
}

/// How high an item is, with what has to be free around it.
fn room(nodes: &[Node], item: Item) -> i32 {
    match item {
        Item::Node(node) => nodes[node].height + GAP,
        Item::Pass(_) => 2 * AROUND,
    }
}

/// Items that touch each other: how high they are together, and the sum and number of what they would have its top be.
struct Block {
    height: i32,
    sum: i64,
    count: i64,
}

impl Block {
    fn top(&self) -> i32 {
        i32::try_from(self.sum.div_euclid(self.count)).unwrap_or(0)
    }
}

/// Puts the items of a column as near as they can be to where they want to be, without touching each other: those that
/// would are moved together (pool adjacent violators). No column reaches out of the band that the highest one needs.
fn stack(nodes: &[Node], plan: &mut Plan, column: usize, items: &mut Vec<Item>, wanted: &[i32], band: i32) {
    // What is free around an item is above and below it.
    let top = |index: usize| match items[index] {
        Item::Node(_) => wanted[index] - GAP / 2,
        Item::Pass(_) => wanted[index] - AROUND,
    };
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&index| 2 * top(index) + room(nodes, items[index]));

    let mut blocks: Vec<Block> = Vec::new();
    for &index in &order {
        let mut block = Block { height: room(nodes, items[index]), sum: i64::from(top(index)), count: 1 };
        while let Some(before) = blocks.pop_if(|before| before.top() + before.height > block.top()) {
            let moved = block.sum - i64::from(before.height) * block.count;
            block = Block {
                height: before.height + block.height,
                sum: before.sum + moved,
                count: before.count + block.count,
            };
        }
        blocks.push(block);
    }
    let first = blocks.first().map_or(0, Block::top);
    let last = blocks.last().map_or(0, |block| block.top() + block.height);
    // What is higher than the band already, because it is spread, is left where its middle is nearest.
    let shift = match last - first <= band {
        true => (-band / 2 - first).max(0) + (band / 2 - last).min(0),
        false => -(first + last) / 2,
    };
    let mut sorted = order.into_iter().map(|index| items[index]);
    let mut stacked = Vec::with_capacity(items.len());
    for block in blocks {
        let mut y = block.top() + shift;
        for item in sorted.by_ref().take(usize::try_from(block.count).unwrap_or(0)) {
            match item {
                Item::Node(node) => plan.tops[node] = y + GAP / 2,
                Item::Pass(net) => {
                    let passed = column - plan.nets[net].column - 1;
                    plan.nets[net].passes[passed] = y + AROUND;
                }
            }
            y += room(nodes, item);
            stacked.push(item);
        }
    }
    *items = stacked;
}
