//! What a store has for each slot: a list that moves nothing when it grows, and asks for no large pieces of memory,
//! which an allocator fetches from the system, and gives back to it, again and again.

use std::ops::{Index, IndexMut};

/// Values of one page.
const PAGE: usize = 128;

/// A list that grows by pages.
#[derive(Debug)]
pub(crate) struct Pages<T> {
    /// All full but the last.
    pages: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Pages { pages: Vec::new(), len: 0 }
    }
}

impl<T> Pages<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.pages.get(index / PAGE)?.get(index % PAGE)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.pages.get_mut(index / PAGE)?.get_mut(index % PAGE)
    }

    /// Two different values at once.
    pub(crate) fn pair_mut(&mut self, a: usize, b: usize) -> Option<[&mut T; 2]> {
        if a / PAGE == b / PAGE {
            return self.pages.get_mut(a / PAGE)?.get_disjoint_mut([a % PAGE, b % PAGE]).ok();
        }
        let [first, second] = self.pages.get_disjoint_mut([a / PAGE, b / PAGE]).ok()?;
        Some([first.get_mut(a % PAGE)?, second.get_mut(b % PAGE)?])
    }

    pub(crate) fn push(&mut self, value: T) {
        if self.len.is_multiple_of(PAGE) {
            // Many sessions have few objects.
            self.pages.push(if self.len == 0 { Vec::new() } else { Vec::with_capacity(PAGE) });
        }
        self.pages[self.len / PAGE].push(value);
        self.len += 1;
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.pages.iter_mut().flatten()
    }

    pub(crate) fn clear(&mut self) {
        *self = Pages::default();
    }
}

impl<T> Index<usize> for Pages<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        &self.pages[index / PAGE][index % PAGE]
    }
}

impl<T> IndexMut<usize> for Pages<T> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.pages[index / PAGE][index % PAGE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list() {
        let mut pages = Pages::default();
        for value in 0..3 * PAGE {
            assert_eq!((pages.len(), pages.get(value)), (value, None));
            pages.push(value);
        }
        assert!((0..3 * PAGE).all(|index| pages[index] == index && pages.get(index) == Some(&index)));
        for (a, b) in [(0, 1), (1, 0), (PAGE - 1, PAGE), (3 * PAGE - 1, 0)] {
            assert_eq!(pages.pair_mut(a, b).map(|[a, b]| (*a, *b)), Some((a, b)));
        }
        for (a, b) in [(7, 7), (PAGE, PAGE), (0, 3 * PAGE), (3 * PAGE, 0)] {
            assert!(pages.pair_mut(a, b).is_none());
        }
        pages.iter_mut().for_each(|value| *value += 1);
        pages[PAGE] += 1;
        assert_eq!((pages[PAGE - 1], pages.get_mut(PAGE).copied()), (PAGE, Some(PAGE + 2)));
        pages.clear();
        assert_eq!((pages.len(), pages.get(0)), (0, None));
    }
}
