//! The order of tables in which each follows those that it refers to (`MetaData.sorted_tables`).

use std::collections::{BTreeSet, HashMap};

use limbeck_schema::{Constraint, QualifiedName, Table};

/// Tables in order, and those whose foreign keys go round in circles and do not count.
#[derive(Debug, PartialEq)]
pub(crate) struct Sorted<'a> {
    /// The tables.
    pub(crate) tables: Vec<&'a Table>,
    /// The names of those in circles, sorted.
    pub(crate) cyclic: Vec<String>,
}

/// `schema.table`, or `table` in the default schema.
pub(crate) fn key(name: &QualifiedName) -> String {
    name.to_string()
}

/// The tables by their names, each after those that its foreign keys lead to.
pub(crate) fn sorted_tables(tables: &[Table]) -> Sorted<'_> {
    let mut tables: Vec<&Table> = tables.iter().collect();
    tables.sort_by_cached_key(|table| key(&table.name));
    let places: HashMap<&QualifiedName, usize> = tables
        .iter()
        .enumerate()
        .map(|(place, table)| (&table.name, place))
        .collect();
    let mut parents: Vec<BTreeSet<usize>> = tables
        .iter()
        .enumerate()
        .map(|(place, table)| {
            let parents = table.constraints.iter().filter_map(|constraint| {
                let Constraint::ForeignKey(key) = constraint else {
                    return None;
                };
                let parent = *places.get(&key.referred_table)?;
                (!key.use_alter && parent != place).then_some(parent)
            });
            parents.collect()
        })
        .collect();
    let (order, rest) = layers(&parents);
    if rest.is_empty() {
        return Sorted {
            tables: order.into_iter().map(|place| tables[place]).collect(),
            cyclic: Vec::new(),
        };
    }
    let cyclic = in_circles(&parents, &rest);
    for place in &cyclic {
        parents[*place].clear();
    }
    let (order, _) = layers(&parents);
    let mut names: Vec<String> = cyclic
        .iter()
        .map(|place| key(&tables[*place].name))
        .collect();
    names.sort();
    Sorted {
        tables: order.into_iter().map(|place| tables[place]).collect(),
        cyclic: names,
    }
}

/// Places in order, layer by layer, and those that never come up.
fn layers(parents: &[BTreeSet<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut order = Vec::with_capacity(parents.len());
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    let mut missing: Vec<usize> = parents.iter().map(BTreeSet::len).collect();
    for (child, parents) in parents.iter().enumerate() {
        for parent in parents {
            children[*parent].push(child);
        }
    }
    let mut layer: Vec<usize> = (0..parents.len())
        .filter(|place| missing[*place] == 0)
        .collect();
    while !layer.is_empty() {
        let mut next = BTreeSet::new();
        for place in &layer {
            for child in &children[*place] {
                missing[*child] -= 1;
                if missing[*child] == 0 {
                    next.insert(*child);
                }
            }
        }
        order.append(&mut layer);
        layer.extend(next);
    }
    let rest = (0..parents.len())
        .filter(|place| missing[*place] > 0)
        .collect();
    (order, rest)
}

/// Those of the places that can be reached from themselves.
fn in_circles(parents: &[BTreeSet<usize>], places: &[usize]) -> Vec<usize> {
    let returns = |start: usize| {
        let mut seen = BTreeSet::new();
        let mut todo: Vec<usize> = parents[start].iter().copied().collect();
        while let Some(place) = todo.pop() {
            if place == start {
                return true;
            }
            if seen.insert(place) {
                todo.extend(&parents[place]);
            }
        }
        false
    };
    places
        .iter()
        .copied()
        .filter(|place| returns(*place))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{foreign_key, table};

    #[track_caller]
    fn check(tables: &[(&str, &[&str])], expected: &[&str], cyclic: &[&str]) {
        let tables: Vec<Table> = tables
            .iter()
            .map(|(name, parents)| {
                let mut table = table(name, &["id"]);
                table.constraints = parents
                    .iter()
                    .map(|parent| foreign_key("id", parent, "id"))
                    .collect();
                table
            })
            .collect();
        let sorted = sorted_tables(&tables);
        let names: Vec<&str> = sorted
            .tables
            .iter()
            .map(|table| table.name.name.as_str())
            .collect();
        assert_eq!(names, expected);
        assert_eq!(sorted.cyclic, cyclic);
    }

    #[test]
    fn tables_follow_what_they_refer_to() {
        check(&[("b", &[]), ("a", &[])], &["a", "b"], &[]);
        check(
            &[("a", &["c"]), ("b", &[]), ("c", &[]), ("d", &["a"])],
            &["b", "c", "a", "d"],
            &[],
        );
        check(&[("a", &["a", "elsewhere"])], &["a"], &[]);
        check(
            &[("a", &["b"]), ("b", &["a"]), ("c", &["b"])],
            &["a", "b", "c"],
            &["a", "b"],
        );
    }
}
