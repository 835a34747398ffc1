use super::order;
use crate::model::database::{ForeignKey, Table};
use crate::source::Place;

/// Tables without columns, with foreign keys to the tables given.
fn tables(edges: &[&[usize]]) -> Vec<Table> {
    let table = |(index, targets): (usize, &&[usize])| Table {
        name: format!("t{index}"),
        schema: None,
        renamed_from: None,
        doc: None,
        comment: None,
        columns: Vec::new(),
        primary_key: None,
        foreign_keys: targets.iter().map(|&target| foreign_key(target)).collect(),
        uniques: Vec::new(),
        indexes: Vec::new(),
        checks: Vec::new(),
        view: None,
        place: Place::default(),
    };
    edges.iter().enumerate().map(table).collect()
}

fn foreign_key(table: usize) -> ForeignKey {
    let name = format!("fk_t{table}");
    let (columns, target) = (Vec::new(), Vec::new());
    ForeignKey { name, columns, table, target, on_delete: None, on_update: None, place: Place::default() }
}

#[test]
fn what_is_referred_to_comes_first() {
    assert_eq!(order(&tables(&[&[2], &[], &[1]])).tables, [1, 2, 0]);
}

#[test]
fn without_foreign_keys_names_order() {
    let mut tables = tables(&[&[], &[], &[]]);
    tables[0].name = "z".to_owned();
    tables[1].schema = Some("a".to_owned());
    let order = order(&tables);
    assert_eq!(order.tables, [2, 0, 1]);
    assert_eq!(order.ranks, [0, 0, 0]);
}

#[test]
fn a_table_that_is_free_does_not_wait() {
    assert_eq!(order(&tables(&[&[3], &[], &[0], &[]])).tables, [1, 3, 0, 2]);
}

#[test]
fn a_reference_to_itself_is_no_circle() {
    let order = order(&tables(&[&[0, 1], &[]]));
    assert_eq!(order.tables, [1, 0]);
    assert!(!order.leads_forward(0, 0));
}

#[test]
fn a_circle_shares_a_rank_and_one_of_its_keys_leads_forward() {
    // 0 -> 1 -> 2 -> 1, and 3 apart from them
    let order = order(&tables(&[&[1], &[2], &[1], &[]]));
    assert_eq!(order.tables, [1, 2, 0, 3]);
    assert_eq!(order.ranks, [1, 0, 0, 0]);
    assert!(order.leads_forward(1, 2));
    assert!(!order.leads_forward(2, 1));
    assert!(!order.leads_forward(0, 1));
}

#[test]
fn a_rank_is_the_longest_way_down() {
    assert_eq!(order(&tables(&[&[1, 2], &[2], &[], &[]])).ranks, [2, 1, 0, 0]);
}

#[test]
fn two_circles_stay_two() {
    let order = order(&tables(&[&[1, 2], &[0], &[3], &[2]]));
    assert_eq!(order.tables, [2, 3, 0, 1]);
    assert_eq!(order.ranks, [1, 1, 0, 0]);
}

#[test]
fn a_key_repeated_counts_once_and_nothing_is_lost() {
    assert_eq!(order(&tables(&[&[1, 1, 1], &[]])).tables, [1, 0]);
    assert_eq!(order(&tables(&[])).tables, [0_usize; 0]);
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let edges: Vec<Vec<usize>> = (0..20_000).map(|i| if i < 19_999 { vec![i + 1] } else { vec![] }).collect();
    let edges: Vec<&[usize]> = edges.iter().map(Vec::as_slice).collect();
    let order = order(&tables(&edges));
    assert!(order.tables.iter().copied().eq((0..20_000).rev()));
}
