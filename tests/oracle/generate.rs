//! Random stores and queries as genes: small numbers that `build` reads as whatever there is to choose from. They
//! shrink well, since no number depends on another.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};

#[derive(Debug, Clone)]
pub struct CaseGene {
    pub store: StoreGene,
    pub queries: Vec<QueryGene>,
}

#[derive(Debug, Clone)]
pub struct StoreGene {
    /// Per kind, the broader one.
    pub kinds: Vec<Option<u8>>,
    /// Per entity, what its record says it is.
    pub entities: Vec<Vec<u8>>,
    /// Per predicate over entities: transitive, symmetric, functional.
    pub characteristics: Vec<(bool, bool, bool)>,
    pub path: u8,
    pub facts: Vec<FactGene>,
}

#[derive(Debug, Clone)]
pub struct FactGene {
    pub predicate: u8,
    pub subject: u8,
    pub object: u8,
    pub time: Option<u8>,
    pub qualifiers: Vec<(u8, u8)>,
    pub claims: Vec<ClaimGene>,
}

#[derive(Debug, Clone)]
pub struct ClaimGene {
    pub source: Option<u8>,
    pub modality: u8,
    pub affirms: bool,
    pub phrase: Option<u8>,
}

#[derive(Debug, Clone)]
pub struct QueryGene {
    pub body: Vec<ConditionGene>,
    /// None for a yes-or-no question.
    pub find: Option<FindGene>,
    pub style: u64,
}

#[derive(Debug, Clone)]
pub struct FindGene {
    pub outputs: Vec<OutputGene>,
    pub order: Vec<(u8, bool)>,
    pub limit: Option<u8>,
    pub offset: Option<u8>,
}

#[derive(Debug, Clone)]
pub struct OutputGene {
    pub variable: u8,
    pub heading: bool,
    /// 0 and 1: a count of values, of bindings; otherwise the variable itself.
    pub count: u8,
    pub kind: Option<u8>,
}

#[derive(Debug, Clone)]
pub enum ConditionGene {
    Pattern(PatternGene),
    Relative(RelativeGene),
    Not(Vec<ConditionGene>),
    Or(Vec<Vec<ConditionGene>>),
    Compare(CompareGene),
}

#[derive(Debug, Clone)]
pub struct PatternGene {
    pub subject: TermGene,
    pub omit: bool,
    /// No steps: membership of a kind.
    pub steps: Vec<StepGene>,
    pub object: TermGene,
    pub qualifiers: Vec<(u8, TermGene)>,
    pub scope: ScopeGene,
}

#[derive(Debug, Clone)]
pub struct StepGene {
    pub predicate: u8,
    pub inverse: bool,
    pub times: u8,
}

#[derive(Debug, Clone)]
pub enum TermGene {
    Variable(u8),
    Anything,
    Constant(u8),
    Relative(Box<RelativeGene>),
}

#[derive(Debug, Clone)]
pub struct RelativeGene {
    pub variable: Option<u8>,
    pub kind: Option<u8>,
    pub body: Vec<ConditionGene>,
}

#[derive(Debug, Clone, Default)]
pub struct ScopeGene {
    pub during: Option<u8>,
    pub at: Option<u8>,
    pub when: Option<u8>,
    pub source: Option<TermGene>,
    pub at_least: Option<u8>,
    pub denied: bool,
}

#[derive(Debug, Clone)]
pub struct CompareGene {
    pub left: u8,
    pub operator: u8,
    pub right: u8,
    pub with_constant: bool,
}

/// A store and some queries over it.
pub fn case() -> impl Strategy<Value = CaseGene> {
    (store(), vec(query(), 1..4)).prop_map(|(store, queries)| CaseGene { store, queries })
}

fn store() -> impl Strategy<Value = StoreGene> {
    let kinds = vec(option::of(any::<u8>()), 2..=4);
    let entities =
        prop_oneof![3 => 3..=5_usize, 1 => 6..=8_usize].prop_flat_map(|count| vec(vec(any::<u8>(), 0..=2), count));
    let characteristics = vec((rarely(3), rarely(3), rarely(4)), 6);
    (kinds, entities, characteristics, any::<u8>(), vec(fact(), 0..=32)).prop_map(
        |(kinds, entities, characteristics, path, facts)| StoreGene { kinds, entities, characteristics, path, facts },
    )
}

fn fact() -> impl Strategy<Value = FactGene> {
    let names = (any::<u8>(), any::<u8>(), any::<u8>());
    let qualifiers = prop_oneof![2 => Just(Vec::new()), 1 => vec(any::<(u8, u8)>(), 1..=2)];
    let claims = prop_oneof![2 => Just(Vec::new()), 3 => vec(claim(), 1..=3)];
    (names, option::of(any::<u8>()), qualifiers, claims).prop_map(
        |((predicate, subject, object), time, qualifiers, claims)| FactGene {
            predicate,
            subject,
            object,
            time,
            qualifiers,
            claims,
        },
    )
}

fn claim() -> impl Strategy<Value = ClaimGene> {
    (option::of(any::<u8>()), any::<u8>(), any::<u8>(), option::of(any::<u8>())).prop_map(
        |(source, modality, affirms, phrase)| ClaimGene { source, modality, affirms: affirms % 4 != 3, phrase },
    )
}

fn query() -> impl Strategy<Value = QueryGene> {
    let find = prop_oneof![1 => Just(None), 4 => find().prop_map(Some)];
    let style = prop_oneof![1 => Just(0), 3 => any::<u64>()];
    (group(), find, style).prop_map(|(body, find, style)| QueryGene { body, find, style })
}

fn find() -> impl Strategy<Value = FindGene> {
    let order = prop_oneof![2 => Just(Vec::new()), 1 => vec(any::<(u8, bool)>(), 1..=2)];
    (vec(output(), 1..=3), order, rare(0..6_u8, 5), rare(0..4_u8, 6))
        .prop_map(|(outputs, order, limit, offset)| FindGene { outputs, order, limit, offset })
}

fn output() -> impl Strategy<Value = OutputGene> {
    let count = prop_oneof![1 => Just(0_u8), 1 => Just(1), 8 => Just(2)];
    (any::<u8>(), rarely(5), count, rare(any::<u8>(), 8)).prop_map(|(variable, heading, count, kind)| OutputGene {
        variable,
        heading,
        count,
        kind,
    })
}

/// Conditions, in which relatives, negations and alternatives hold conditions again.
fn group() -> BoxedStrategy<Vec<ConditionGene>> {
    let plain = vec(pattern(plain_term()).prop_map(ConditionGene::Pattern), 1..=2);
    let deep = plain.prop_recursive(3, 10, 3, |inner| {
        let condition = prop_oneof![
            10 => pattern(term(inner.clone())).prop_map(ConditionGene::Pattern),
            1 => relative(inner.clone()).prop_map(ConditionGene::Relative),
            2 => inner.clone().prop_map(ConditionGene::Not),
            2 => vec(inner.clone(), 2..=3).prop_map(ConditionGene::Or),
            3 => compare().prop_map(ConditionGene::Compare),
        ];
        vec(condition, 1..=3)
    });
    deep.boxed()
}

fn pattern(term: BoxedStrategy<TermGene>) -> BoxedStrategy<PatternGene> {
    let steps = prop_oneof![
        2 => Just(Vec::new()),
        9 => vec(step(), 1),
        2 => vec(step(), 2..=3),
    ];
    let qualifiers = prop_oneof![7 => Just(Vec::new()), 1 => vec((any::<u8>(), term.clone()), 1..=2)];
    (term.clone(), rarely(3), steps, term, qualifiers, scope())
        .prop_map(|(subject, omit, steps, object, qualifiers, scope)| PatternGene {
            subject,
            omit,
            steps,
            object,
            qualifiers,
            scope,
        })
        .boxed()
}

fn step() -> impl Strategy<Value = StepGene> {
    (any::<u8>(), rarely(3), prop_oneof![5 => Just(0_u8), 1 => Just(1), 1 => Just(2)])
        .prop_map(|(predicate, inverse, times)| StepGene { predicate, inverse, times })
}

fn scope() -> impl Strategy<Value = ScopeGene> {
    let source = prop_oneof![
        3 => any::<u8>().prop_map(TermGene::Variable),
        3 => any::<u8>().prop_map(TermGene::Constant),
        1 => Just(TermGene::Anything),
    ];
    let some = (
        rare(any::<u8>(), 4),
        rare(any::<u8>(), 4),
        rare(any::<u8>(), 4),
        rare(source, 3),
        rare(any::<u8>(), 4),
        rarely(5),
    );
    let some = some.prop_map(|(during, at, when, source, at_least, denied)| ScopeGene {
        during,
        at,
        when,
        source,
        at_least,
        denied,
    });
    prop_oneof![3 => Just(ScopeGene::default()), 1 => some]
}

fn plain_term() -> BoxedStrategy<TermGene> {
    prop_oneof![
        8 => any::<u8>().prop_map(TermGene::Variable),
        2 => Just(TermGene::Anything),
        2 => any::<u8>().prop_map(TermGene::Constant),
    ]
    .boxed()
}

fn term(inner: BoxedStrategy<Vec<ConditionGene>>) -> BoxedStrategy<TermGene> {
    let relative = relative(inner).prop_map(|relative| TermGene::Relative(Box::new(relative)));
    prop_oneof![8 => plain_term(), 1 => relative].boxed()
}

fn relative(inner: BoxedStrategy<Vec<ConditionGene>>) -> impl Strategy<Value = RelativeGene> {
    let body = prop_oneof![1 => Just(Vec::new()), 4 => inner];
    (option::of(any::<u8>()), option::of(any::<u8>()), body).prop_map(|(variable, kind, body)| RelativeGene {
        variable,
        kind,
        body,
    })
}

fn compare() -> impl Strategy<Value = CompareGene> {
    (any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>())
        .prop_map(|(left, operator, right, with_constant)| CompareGene { left, operator, right, with_constant })
}

/// True once in `times`.
fn rarely(times: u8) -> impl Strategy<Value = bool> {
    (0..times).prop_map(move |number| number + 1 == times)
}

/// Something once in `times`.
fn rare<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>, times: u32) -> impl Strategy<Value = Option<T>> {
    (0..times, value).prop_map(move |(number, value)| (number + 1 == times).then_some(value))
}
