//! Maps of what only some objects have: by their slot, and the number of a foreign key or relationship.

/// Slots of one page.
const PAGE: usize = 16;

/// A map by slot and number, in pages of slots that follow each other: objects are taken in, written and walked in that
/// order, so that what comes next lies where the processor has just been.
#[derive(Clone, Debug)]
pub(crate) struct SlotMap<V> {
    /// By the key's number, and the page's.
    numbers: Vec<Vec<Page<V>>>,
    len: usize,
}

type Page<V> = Option<Box<[Option<V>; PAGE]>>;

impl<V> Default for SlotMap<V> {
    fn default() -> Self {
        SlotMap { numbers: Vec::new(), len: 0 }
    }
}

impl<V> SlotMap<V> {
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn get(&self, &(slot, number): &(u32, usize)) -> Option<&V> {
        self.numbers.get(number)?.get(slot as usize / PAGE)?.as_ref()?[slot as usize % PAGE].as_ref()
    }

    pub(crate) fn get_mut(&mut self, key: &(u32, usize)) -> Option<&mut V> {
        self.find(key)?.as_mut()
    }

    pub(crate) fn contains_key(&self, key: &(u32, usize)) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn insert(&mut self, key: (u32, usize), value: V) -> Option<V> {
        let old = self.at(key).replace(value);
        self.len += usize::from(old.is_none());
        old
    }

    /// The value of a key, which has the default one from here on if it had none.
    pub(crate) fn entry(&mut self, key: (u32, usize)) -> &mut V
    where
        V: Default,
    {
        self.len += usize::from(!self.contains_key(&key));
        self.at(key).get_or_insert_default()
    }

    pub(crate) fn remove(&mut self, key: &(u32, usize)) -> Option<V> {
        let old = self.find(key)?.take();
        self.len -= usize::from(old.is_some());
        if self.len == 0 {
            self.clear();
        }
        old
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut((u32, usize), &mut V) -> bool) {
        self.len = 0;
        for (number, pages) in self.numbers.iter_mut().enumerate() {
            for (first, page) in pages.iter_mut().enumerate() {
                let before = self.len;
                for (at, value) in page.iter_mut().flat_map(|page| page.iter_mut().enumerate()) {
                    if value.as_mut().is_some_and(|it| !keep(((first * PAGE + at) as u32, number), it)) {
                        *value = None;
                    }
                    self.len += usize::from(value.is_some());
                }
                if self.len == before {
                    *page = None;
                }
            }
        }
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = ((u32, usize), &mut V)> {
        self.numbers.iter_mut().enumerate().flat_map(|(number, pages)| {
            pages.iter_mut().enumerate().flat_map(move |(first, page)| {
                let key = move |at: usize| ((first * PAGE + at) as u32, number);
                let values = page.iter_mut().flat_map(|page| page.iter_mut().enumerate());
                values.filter_map(move |(at, value)| Some((key(at), value.as_mut()?)))
            })
        })
    }

    pub(crate) fn clear(&mut self) {
        *self = SlotMap::default();
    }

    /// The place of a key, where its page is there.
    fn find(&mut self, &(slot, number): &(u32, usize)) -> Option<&mut Option<V>> {
        let page = self.numbers.get_mut(number)?.get_mut(slot as usize / PAGE)?.as_mut()?;
        Some(&mut page[slot as usize % PAGE])
    }

    /// The place of a key, whose page is made where it is not there.
    fn at(&mut self, (slot, number): (u32, usize)) -> &mut Option<V> {
        let page = slot as usize / PAGE;
        if self.numbers.len() <= number {
            self.numbers.resize_with(number + 1, Vec::new);
        }
        let pages = &mut self.numbers[number];
        if pages.len() <= page {
            pages.resize_with(page + 1, || None);
        }
        &mut pages[page].get_or_insert_with(|| Box::new([const { None }; PAGE]))[slot as usize % PAGE]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Whatever is done to it, it holds what a plain map holds.
    #[test]
    fn it_is_a_map() {
        let (mut map, mut plain) = (SlotMap::<u32>::default(), BTreeMap::new());
        let mut random = 7_u32;
        for step in 0..20_000_u32 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = ((random >> 8) % 200, (random >> 4) as usize % 3);
            match random >> 28 {
                0..6 => assert_eq!(map.insert(key, step), plain.insert(key, step)),
                6..8 => *map.entry(key) += 1,
                8..14 => assert_eq!(map.remove(&key), plain.remove(&key)),
                14 => {
                    map.retain(|(slot, number), value| slot % 16 != 3 && number != 1 || *value % 2 == 0);
                    plain.retain(|&(slot, number), value| slot % 16 != 3 && number != 1 || *value % 2 == 0);
                }
                _ if step % 50 == 0 => {
                    map.clear();
                    plain.clear();
                }
                _ => map.iter_mut().zip([1]).for_each(|((key, value), add)| {
                    *value += add;
                    *plain.get_mut(&key).unwrap() += add;
                }),
            }
            if matches!(random >> 28, 6..8) {
                *plain.entry(key).or_default() += 1;
            }
            assert_eq!(map.get(&key), plain.get(&key));
            assert_eq!(map.get_mut(&key), plain.get_mut(&key));
            assert_eq!(map.is_empty(), plain.is_empty());
            assert_eq!(map.contains_key(&key), plain.contains_key(&key));
        }
        let mut all: Vec<_> = map.iter_mut().map(|(key, value)| (key, *value)).collect();
        all.sort_unstable();
        assert!(all.into_iter().eq(plain));
    }
}
