//! Rows that wait for each other: sorted into levels, circles cut where they can be.

use crate::Result;

/// What is to be done in an order that matters: nodes by number, each of a stage, and who waits for whom.
#[derive(Debug)]
pub(super) struct Graph<E> {
    /// The stage in which a node is done if nothing keeps it.
    stages: Vec<u8>,
    edges: Vec<Edge<E>>,
}

/// One node waits for another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge<E> {
    pub(super) before: u32,
    pub(super) after: u32,
    pub(super) why: E,
}

const STAGES: usize = 4;

impl<E> Default for Graph<E> {
    fn default() -> Self {
        Graph { stages: Vec::new(), edges: Vec::new() }
    }
}

impl<E: Copy> Graph<E> {
    pub(super) fn node(&mut self, stage: u8) -> u32 {
        self.stages.push(stage);
        self.stages.len() as u32 - 1
    }

    pub(super) fn set_stage(&mut self, node: u32, stage: u8) {
        self.stages[node as usize] = stage;
    }

    pub(super) fn edge(&mut self, before: u32, after: u32, why: E) {
        self.edges.push(Edge { before, after, why });
    }

    /// Sorts the nodes into levels: those of one level do not wait for each other, a level is of one stage, and a stage
    /// begins when nothing of those before it can be done. Within a level nodes are in the order of their numbers.
    ///
    /// `cut` is shown each circle, an edge after the other, and says which edge does not count; or that none can be
    /// spared.
    pub(super) fn levels(&self, mut cut: impl FnMut(&[Edge<E>]) -> Result<usize>) -> Result<Vec<Vec<u32>>> {
        let nodes = self.stages.len();
        let leaving = Lists::of(nodes, self.edges.iter().map(|edge| edge.before));
        let mut waits = vec![0_u32; nodes];
        self.edges.iter().for_each(|edge| waits[edge.after as usize] += 1);
        let mut ready: [Vec<u32>; STAGES] = Default::default();
        for node in (0..nodes as u32).filter(|&node| waits[node as usize] == 0) {
            ready[self.stages[node as usize] as usize].push(node);
        }
        let mut is_cut = Vec::new();
        let mut levels = Vec::new();
        let mut done = 0;
        while done < nodes {
            let Some(stage) = ready.iter().position(|ready| !ready.is_empty()) else {
                is_cut.resize(self.edges.len(), false);
                for node in self.cut_circles(&leaving, &mut waits, &mut is_cut, &mut cut)? {
                    ready[self.stages[node as usize] as usize].push(node);
                }
                continue;
            };
            let mut level = std::mem::take(&mut ready[stage]);
            level.sort_unstable();
            done += level.len();
            for &node in &level {
                for &edge in leaving.of_node(node) {
                    if is_cut.get(edge as usize).copied().unwrap_or_default() {
                        continue;
                    }
                    let after = self.edges[edge as usize].after;
                    waits[after as usize] -= 1;
                    if waits[after as usize] == 0 {
                        ready[self.stages[after as usize] as usize].push(after);
                    }
                }
            }
            levels.push(level);
        }
        Ok(levels)
    }

    /// Cuts every circle among the nodes that wait; which need not wait any more.
    fn cut_circles(
        &self,
        leaving: &Lists,
        waits: &mut [u32],
        is_cut: &mut [bool],
        cut: &mut impl FnMut(&[Edge<E>]) -> Result<usize>,
    ) -> Result<Vec<u32>> {
        let coming = Lists::of(self.stages.len(), self.edges.iter().map(|edge| edge.after));
        let waiting: Vec<u32> = (0..waits.len() as u32).filter(|&node| waits[node as usize] > 0).collect();
        // Goes through the nodes that become free as if they were done, to find the next circle.
        let mut open = waits.to_vec();
        let mut next = 0;
        let mut freed = Vec::new();
        let mut on_path = vec![u32::MAX; waits.len()];
        while let Some(&start) = waiting.get(next) {
            if open[start as usize] == 0 {
                next += 1;
                continue;
            }
            let circle = self.circle(&coming, &open, is_cut, start, &mut on_path);
            let edges: Vec<Edge<E>> = circle.iter().map(|&edge| self.edges[edge as usize]).collect();
            let chosen = circle[cut(&edges)?];
            is_cut[chosen as usize] = true;
            let after = self.edges[chosen as usize].after;
            waits[after as usize] -= 1;
            if waits[after as usize] == 0 {
                freed.push(after);
            }
            let mut passing = Vec::new();
            open[after as usize] -= 1;
            if open[after as usize] == 0 {
                passing.push(after);
            }
            while let Some(node) = passing.pop() {
                for &edge in leaving.of_node(node).iter().filter(|&&edge| !is_cut[edge as usize]) {
                    let after = self.edges[edge as usize].after;
                    open[after as usize] -= 1;
                    if open[after as usize] == 0 {
                        passing.push(after);
                    }
                }
            }
        }
        Ok(freed)
    }

    /// A circle that is found by going back from a node that waits: its edges, one after the other. `on_path` is all
    /// unset before and after.
    fn circle(&self, coming: &Lists, open: &[u32], is_cut: &[bool], start: u32, on_path: &mut [u32]) -> Vec<u32> {
        let mut path: Vec<u32> = Vec::new();
        let mut node = start;
        while on_path[node as usize] == u32::MAX {
            on_path[node as usize] = path.len() as u32;
            let counts =
                |edge: &&u32| !is_cut[**edge as usize] && open[self.edges[**edge as usize].before as usize] > 0;
            // Who waits, waits for one that waits.
            let Some(&edge) = coming.of_node(node).iter().find(counts) else { break };
            path.push(edge);
            node = self.edges[edge as usize].before;
        }
        let begin = on_path[node as usize] as usize;
        on_path[start as usize] = u32::MAX;
        for &edge in &path {
            on_path[self.edges[edge as usize].before as usize] = u32::MAX;
        }
        let mut circle = path.split_off(begin);
        circle.reverse();
        circle
    }
}

/// The edges of each node, in the order in which they were added.
struct Lists {
    begins: Vec<u32>,
    edges: Vec<u32>,
}

impl Lists {
    fn of(nodes: usize, ends: impl Iterator<Item = u32> + Clone) -> Self {
        let mut begins = vec![0_u32; nodes + 1];
        for node in ends.clone() {
            begins[node as usize + 1] += 1;
        }
        for node in 0..nodes {
            begins[node + 1] += begins[node];
        }
        let mut next = begins.clone();
        let mut edges = vec![0; begins[nodes] as usize];
        for (edge, node) in ends.enumerate() {
            edges[next[node as usize] as usize] = edge as u32;
            next[node as usize] += 1;
        }
        Lists { begins, edges }
    }

    fn of_node(&self, node: u32) -> &[u32] {
        &self.edges[self.begins[node as usize] as usize..self.begins[node as usize + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, ErrorKind};

    fn graph(stages: &[u8], edges: &[(u32, u32)]) -> Graph<()> {
        let mut graph = Graph::default();
        stages.iter().for_each(|&stage| {
            graph.node(stage);
        });
        edges.iter().for_each(|&(before, after)| graph.edge(before, after, ()));
        graph
    }

    fn refuse(_: &[Edge<()>]) -> Result<usize> {
        Err(Error::new(ErrorKind::CircularDependency, "a circle"))
    }

    #[test]
    fn levels_follow_stages_and_edges() {
        let graph = graph(&[1, 1, 2, 2, 0], &[(1, 0), (4, 1), (2, 3)]);
        assert_eq!(graph.levels(refuse).unwrap(), [vec![4], vec![1], vec![0], vec![2], vec![3]]);
    }

    #[test]
    fn what_does_not_wait_is_one_level() {
        let graph = graph(&[1, 1, 1], &[]);
        assert_eq!(graph.levels(refuse).unwrap(), [vec![0, 1, 2]]);
    }

    /// A hundred circles of two are cut before anything of them is done, so that they share their levels.
    #[test]
    fn circles_are_cut_together() {
        let edges: Vec<(u32, u32)> = (0..100).flat_map(|n| [(n, 100 + n), (100 + n, n)]).collect();
        let graph = graph(&[1; 200], &edges);
        let levels = graph.levels(|circle| Ok(circle.iter().position(|edge| edge.after < 100).unwrap())).unwrap();
        assert_eq!(levels, [(0..100).collect::<Vec<_>>(), (100..200).collect()]);
    }

    #[test]
    fn a_circle_is_shown_edge_after_edge() {
        let graph = graph(&[1; 5], &[(0, 1), (1, 2), (2, 1), (2, 3), (4, 4)]);
        let mut seen = Vec::new();
        let levels = graph.levels(|circle| {
            seen.push(circle.iter().map(|edge| (edge.before, edge.after)).collect::<Vec<_>>());
            Ok(0)
        });
        assert_eq!(levels.unwrap().concat().len(), 5);
        assert_eq!(seen.len(), 2);
        for circle in seen {
            let rotated = circle.iter().cycle().skip(1);
            assert!(circle.iter().zip(rotated).all(|(edge, next)| edge.1 == next.0), "{circle:?}");
        }
    }

    #[test]
    fn a_circle_that_cannot_be_cut_is_an_error() {
        assert!(graph(&[1, 1], &[(0, 1), (1, 0)]).levels(refuse).is_err());
    }
}
