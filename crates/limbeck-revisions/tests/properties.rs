//! The graph, the plans and the version rows against a naive oracle, on random graphs with merges,
//! labels, dependencies and any load order.

mod oracle;

use std::collections::BTreeSet;

use limbeck_revisions::{
    Heads, HistoryRange, Revision, RevisionGraph, RevisionId, RevisionRef, Step,
};
use oracle::{Ids, Oracle};
use proptest::prelude::*;
use proptest::sample::Index;

/// What a script refers to, as picks among the scripts before it.
#[derive(Clone, Debug)]
struct Draft {
    down: Vec<Index>,
    depends_on: Vec<Index>,
    by_label: bool,
    labelled: bool,
    position: u32,
}

fn draft() -> impl Strategy<Value = Draft> {
    let down = prop_oneof![
        1 => Just(0_usize),
        6 => Just(1_usize),
        2 => Just(2_usize),
        1 => Just(3_usize),
    ]
    .prop_flat_map(|count| prop::collection::vec(any::<Index>(), count));
    let depends_on = prop_oneof![4 => Just(0_usize), 1 => Just(1_usize), 1 => Just(2_usize)]
        .prop_flat_map(|count| prop::collection::vec(any::<Index>(), count));
    (
        down,
        depends_on,
        any::<bool>(),
        prop::bool::weighted(0.2),
        any::<u32>(),
    )
        .prop_map(|(down, depends_on, by_label, labelled, position)| Draft {
            down,
            depends_on,
            by_label,
            labelled,
            position,
        })
}

/// The scripts of a graph without cycles, in a random load order.
fn scripts() -> impl Strategy<Value = Vec<Revision>> {
    prop::collection::vec(draft(), 1..14).prop_map(|drafts| {
        let mut scripts: Vec<(u32, Revision)> = Vec::new();
        for (number, draft) in drafts.iter().enumerate() {
            let mut revision = Revision::new(format!("rev{number:02}"), format!("{number}.py"));
            let mut taken = BTreeSet::new();
            if number > 0 {
                // The near past is likelier, so that there are lines and not only bushes.
                let recent = |pick: &Index| number - 1 - pick.index(number.min(4));
                taken.extend(draft.down.iter().map(recent));
                let down = taken.iter().map(|&n| scripts[n].1.id.clone());
                revision.down_revisions = down.collect();
                for pick in &draft.depends_on {
                    let other = pick.index(number);
                    if taken.insert(other) {
                        let other = &scripts[other].1;
                        let label = other.branch_labels.first().filter(|_| draft.by_label);
                        let name = label.cloned().unwrap_or_else(|| other.id.to_string());
                        revision.depends_on.push(name);
                    }
                }
            }
            if draft.labelled {
                revision.branch_labels.push(format!("label{number:02}"));
            }
            scripts.push((draft.position, revision));
        }
        scripts.sort_by_key(|(position, _)| *position);
        scripts.into_iter().map(|(_, revision)| revision).collect()
    })
}

fn names<'g>(revisions: impl IntoIterator<Item = RevisionRef<'g>>) -> Vec<String> {
    revisions.into_iter().map(|r| r.id().to_string()).collect()
}

fn set(names: Vec<String>) -> Ids {
    names.into_iter().collect()
}

fn touched(steps: &[Step<'_>]) -> Vec<String> {
    steps
        .iter()
        .map(|step| step.revision().expect("a script").id().to_string())
        .collect()
}

/// Runs the steps on the rows.
fn run<'g>(graph: &'g RevisionGraph, rows: &[RevisionId], steps: &[Step<'_>]) -> Heads<'g> {
    let mut heads = Heads::new(graph, rows).expect("known rows");
    for step in steps {
        heads.apply(step).expect("a step that fits");
    }
    heads
}

/// The rows of a database on which the picked revisions, one after the other, were upgraded to.
fn reached(graph: &RevisionGraph, oracle: &Oracle, picks: &[Index]) -> Vec<RevisionId> {
    let mut rows: Vec<RevisionId> = Vec::new();
    for pick in picks {
        let target = &oracle.order[pick.index(oracle.order.len())];
        let plan = graph.upgrade(target, &rows).expect("a plan");
        rows = run(graph, &rows, &plan.steps).rows().cloned().collect();
    }
    rows
}

fn ids(rows: &[RevisionId]) -> Ids {
    rows.iter().map(RevisionId::to_string).collect()
}

proptest! {
    #[test]
    fn the_graph_is_what_the_scripts_say(scripts in scripts()) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        prop_assert_eq!(names(graph.heads()), oracle.heads());
        prop_assert_eq!(names(graph.effective_heads()), oracle.effective_heads());
        let labels = oracle.labels();
        for revision in graph.revisions() {
            let id = revision.id().as_str();
            prop_assert_eq!(set(names(revision.children())), oracle.children(id));
            prop_assert_eq!(
                names(revision.normalized_down_revisions()),
                oracle.normalized_down(id)
            );
            let found: Ids = revision.branch_labels().map(str::to_owned).collect();
            prop_assert_eq!(&found, &labels[id], "labels of {}", id);
        }
    }

    #[test]
    fn history_lists_every_revision_in_alembics_order(scripts in scripts()) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        let listing = graph.history(HistoryRange::default(), &[]).expect("a listing");
        let all = set(oracle.order.clone());
        let expected = oracle.topological(&all, &set(oracle.effective_heads()));
        prop_assert_eq!(names(listing.revisions), expected);
    }

    #[test]
    fn an_upgrade_runs_exactly_what_is_missing(
        scripts in scripts(),
        applied in prop::collection::vec(any::<Index>(), 0..3),
        target in any::<Index>(),
    ) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        let rows = reached(&graph, &oracle, &applied);
        let target = Ids::from([oracle.order[target.index(oracle.order.len())].clone()]);
        let name = target.first().expect("one").as_str();

        let plan = graph.upgrade(name, &rows).expect("a plan");
        let before = oracle.ancestors(&ids(&rows));
        let missing: Ids = oracle.ancestors(&target).difference(&before).cloned().collect();
        let mut expected = oracle.topological(&missing, &target);
        expected.reverse();
        prop_assert_eq!(touched(&plan.steps), expected);

        let heads = run(&graph, &rows, &plan.steps);
        let after: Ids = before.union(&missing).cloned().collect();
        prop_assert_eq!(set(heads.rows().map(RevisionId::to_string).collect()), oracle.maximal(&after));
    }

    #[test]
    fn a_downgrade_undoes_exactly_what_needs_the_rest(
        scripts in scripts(),
        applied in prop::collection::vec(any::<Index>(), 1..3),
        target in any::<Index>(),
    ) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        let rows = reached(&graph, &oracle, &applied);
        let target = oracle.order[target.index(oracle.order.len())].as_str();

        let before = oracle.ancestors(&ids(&rows));
        let above = oracle.descendants(&oracle.children(target));
        let undone: Ids = above.intersection(&before).cloned().collect();
        match graph.downgrade(target, &rows) {
            Err(error) => {
                prop_assert_eq!(
                    error.to_string(),
                    format!("Destination {target} is not a valid downgrade target from current head(s)")
                );
                prop_assert!(undone.is_empty() && !rows.contains(&target.into()));
            }
            Ok(plan) => {
                let expected = oracle.topological(&undone, &ids(&rows));
                prop_assert_eq!(touched(&plan.steps), expected);
                let heads = run(&graph, &rows, &plan.steps);
                let found = set(heads.rows().map(RevisionId::to_string).collect());
                let after: Ids = before.difference(&undone).cloned().collect();
                prop_assert_eq!(oracle.ancestors(&found), after.clone());
                // Alembic may keep a row that another one implies.
                prop_assert!(oracle.maximal(&after).is_subset(&found));
            }
        }
    }

    #[test]
    fn down_and_up_again_leaves_nothing_and_everything(scripts in scripts()) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        let up = graph.upgrade("heads", &[]).expect("a plan");
        prop_assert_eq!(up.steps.len(), oracle.order.len());
        let rows: Vec<RevisionId> = run(&graph, &[], &up.steps).rows().cloned().collect();
        prop_assert_eq!(ids(&rows), set(oracle.effective_heads()));
        let down = graph.downgrade("base", &rows).expect("a plan");
        let mut undone = touched(&down.steps);
        undone.reverse();
        prop_assert_eq!(undone.len(), up.steps.len());
        prop_assert_eq!(run(&graph, &rows, &down.steps).rows().len(), 0);
    }

    #[test]
    fn current_lists_the_tips_of_what_is_applied(
        scripts in scripts(),
        applied in prop::collection::vec(any::<Index>(), 0..3),
    ) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        let rows = reached(&graph, &oracle, &applied);
        let current = graph.current(&rows).expect("known rows");
        prop_assert_eq!(set(names(current)), oracle.current(&ids(&rows)));
    }

    #[test]
    fn a_stamp_leaves_the_row_that_an_upgrade_would(
        scripts in scripts(),
        applied in prop::collection::vec(any::<Index>(), 0..2),
    ) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        let rows = reached(&graph, &oracle, &applied);
        let plan = graph.stamp(&["heads"], &rows).expect("a plan");
        // Where a row belongs to several branches, Alembic moves it once for each of them.
        if plan.steps.len() <= 1 {
            let heads = run(&graph, &rows, &plan.steps);
            let found = set(heads.rows().map(RevisionId::to_string).collect());
            prop_assert!(set(oracle.effective_heads()).is_subset(&found));
        }
    }

    #[test]
    fn no_text_makes_a_command_panic(
        scripts in scripts(),
        target in "(label0[0-9]|rev0[0-9]|rev|head|heads|base|)?@?(label0[0-9]|rev0[0-9]|re|head|heads|base|)([+-][0-9]|)",
        applied in prop::collection::vec(any::<Index>(), 0..3),
    ) {
        let oracle = Oracle::new(&scripts);
        let graph = RevisionGraph::new(scripts).expect("no cycle");
        let rows = reached(&graph, &oracle, &applied);
        for plan in [
            graph.upgrade(&target, &rows),
            graph.downgrade(&target, &rows),
            graph.stamp(&[&target], &rows),
        ] {
            match plan {
                Ok(plan) => prop_assert!(plan.steps.len() <= oracle.order.len() + rows.len()),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
        for range in [format!("{target}:"), format!(":{target}"), format!("{target}:current")] {
            if let Ok(listing) = HistoryRange::parse(&range).and_then(|r| graph.history(r, &rows)) {
                let listed = names(listing.revisions);
                prop_assert_eq!(set(listed.clone()).len(), listed.len());
            }
        }
    }
}
