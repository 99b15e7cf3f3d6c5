//! The colours of a line: words of the language, words of the store, and words that are neither.

use std::ops::Range;

use anstyle::{AnsiColor, Color, Style};

use super::scan::{Class, pieces};
use super::words::{Meaning, Standing, Words};
use crate::fold::{fold, fold_words};
use crate::syntax::{FRONTED_WORDS, QUESTION_WORDS, is_keyword, is_literal};
use crate::vocabulary::{is_article, is_auxiliary};

/// How many words a name or phrase is looked for over.
const MOST_WORDS: usize = 6;

/// The statements whose words all are known, or wrong; others may have new names in them.
const ASKING: &[&str] = &["find", "whether", "why", "describe", "timeline", "explain", "sql"];

/// Words that questions know and that stand in no pattern.
const OF_QUESTIONS: &str = "\
    above all among anybody anyone anything apart below besides but day days each eight eleven every exactly \
    except fewer five for four greater higher how it least less likely lower more most near never nine no nobody \
    of often one other others over per possible probable said say says seven six so somebody someone something \
    still sure ten than that there they thing things those three time times true twelve two under week weeks \
    with without year years documents facts claims sources steps load fact january february march april may june \
    july august september october november december today yesterday";

/// What a part of a line is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Of the language.
    Of(Class),
    /// Of the store.
    Known(Meaning),
    /// Neither.
    Unknown,
    /// Nothing in particular.
    Plain,
}

/// The line with its colours.
pub(super) fn coloured(line: &str, words: &impl Words) -> String {
    if super::commands::is_command(line) {
        return format!("{0}{line}{0:#}", Style::new().bold());
    }
    let paint = |(at, look): (Range<usize>, Look)| match style(look) {
        Some(style) => format!("{style}{}{style:#}", &line[at]),
        None => line[at].to_owned(),
    };
    looks(line, words).into_iter().map(paint).collect()
}

fn style(look: Look) -> Option<Style> {
    let colour = |colour| Some(Style::new().fg_color(Some(Color::Ansi(colour))));
    match look {
        Look::Of(Class::Keyword) => Some(Style::new().bold()),
        Look::Of(Class::Variable | Class::Parameter) => colour(AnsiColor::Cyan),
        Look::Of(Class::Text | Class::Key) | Look::Known(Meaning::Name) => colour(AnsiColor::Green),
        Look::Of(Class::Number) => colour(AnsiColor::Yellow),
        Look::Of(Class::Comment) => Some(Style::new().dimmed()),
        Look::Known(Meaning::Predicate) => colour(AnsiColor::Blue),
        Look::Known(Meaning::Kind) => colour(AnsiColor::Magenta),
        Look::Unknown => colour(AnsiColor::Red).map(Style::underline),
        Look::Of(Class::Word | Class::Other) | Look::Plain => None,
    }
}

/// The parts of a line, in order, covering it without a gap.
pub(super) fn looks(line: &str, words: &impl Words) -> Vec<(Range<usize>, Look)> {
    let pieces = pieces(line);
    let mut looks = Vec::new();
    for statement in pieces.split_inclusive(|(at, class)| *class == Class::Other && &line[at.clone()] == ";") {
        Reading { line, pieces: statement, words, asks: asks(line, statement) }.read(&mut looks);
    }
    looks
}

/// Whether a statement only asks.
fn asks(line: &str, pieces: &[(Range<usize>, Class)]) -> bool {
    let words = pieces.iter().filter(|(_, class)| matches!(class, Class::Word | Class::Keyword));
    let mut words = words.map(|(at, _)| line[at.clone()].to_lowercase());
    let first = words.next().unwrap_or_default();
    let known = |known: &[&str], word: &str| known.contains(&word);
    known(ASKING, &first)
        || known(QUESTION_WORDS, &first)
        || (known(FRONTED_WORDS, &first) && words.any(|word| known(QUESTION_WORDS, &word)))
}

struct Reading<'a, W> {
    line: &'a str,
    pieces: &'a [(Range<usize>, Class)],
    words: &'a W,
    asks: bool,
}

impl<W: Words> Reading<'_, W> {
    fn read(&self, looks: &mut Vec<(Range<usize>, Look)>) {
        let mut next = 0;
        while let Some((at, class)) = self.pieces.get(next) {
            if !matches!(class, Class::Word | Class::Keyword) {
                looks.push((at.clone(), Look::Of(*class)));
                next += 1;
                continue;
            }
            let run = self.run(next);
            let (length, look) = self.word(&run, next);
            let end = run.get(length - 1).map_or(at.end, |last| last.end);
            looks.push((at.start..end, look));
            while self.pieces.get(next).is_some_and(|(at, _)| at.start < end) {
                next += 1;
            }
        }
    }

    /// The words from a piece on that have only spaces between them.
    fn run(&self, from: usize) -> Vec<Range<usize>> {
        let mut run: Vec<Range<usize>> = Vec::new();
        for (at, class) in self.pieces.get(from..).unwrap_or_default() {
            match class {
                Class::Word | Class::Keyword => run.push(at.clone()),
                Class::Other if self.line[at.clone()].trim().is_empty() => continue,
                _ => break,
            }
            if run.len() == MOST_WORDS {
                break;
            }
        }
        run
    }

    /// How many words of the run stand together, and how they look.
    fn word(&self, run: &[Range<usize>], piece: usize) -> (usize, Look) {
        let texts: Vec<&str> = run.iter().map(|at| &self.line[at.clone()]).collect();
        let Some(first) = texts.first().copied() else { return (1, Look::Plain) };
        let class = self.pieces.get(piece).map_or(Class::Word, |(_, class)| *class);
        if is_keyword(first) || self.is_called_here(piece) {
            return (1, Look::Of(Class::Keyword));
        }
        let phrase = self.words.phrase_at(&texts);
        let name = self.name(run);
        if let Some((length, meaning)) = phrase
            && name.is_none_or(|name| name <= length)
            && (length > 1 || class == Class::Word)
        {
            return (length, Look::Known(meaning));
        }
        match name {
            Some(length) if length > 1 || class == Class::Word => (length, Look::Known(Meaning::Name)),
            _ if class == Class::Keyword => (1, Look::Of(Class::Keyword)),
            _ if self.is_known(first, run, piece) => (1, Look::Plain),
            _ => (1, if self.asks { Look::Unknown } else { Look::Plain }),
        }
    }

    fn is_called_here(&self, piece: usize) -> bool {
        let (Some((word, Class::Keyword)), Some((behind, _))) = (self.pieces.get(piece), self.pieces.get(piece + 1))
        else {
            return false;
        };
        self.line[behind.clone()].starts_with('(') && !self.line[word.clone()].is_empty()
    }

    /// How many words of the run are a name, or the beginning of one where the line ends; the most.
    fn name(&self, run: &[Range<usize>]) -> Option<usize> {
        let start = run.first()?.start;
        let mut longest = None;
        for (at, last) in run.iter().enumerate() {
            let text = &self.line[start..last.end];
            let folded = fold(text);
            let standing = self.words.standing(&folded);
            let is_whole = standing == Standing::Whole || self.is_possessive(text);
            let goes_on_at_the_end = standing == Standing::Begins && self.ends_line(last) && !folded.is_empty();
            if is_whole || goes_on_at_the_end {
                longest = Some(at + 1);
            }
            if standing == Standing::Unknown && !is_article(&folded) {
                break;
            }
        }
        longest
    }

    /// `Russia’s`, where Russia is known.
    fn is_possessive(&self, text: &str) -> bool {
        let stem = ["'s", "\u{2019}s", "'", "\u{2019}"].into_iter().find_map(|end| text.strip_suffix(end));
        stem.is_some_and(|stem| self.words.standing(&fold(stem)) == Standing::Whole)
    }

    fn ends_line(&self, word: &Range<usize>) -> bool {
        self.line[word.end..].trim_end_matches('?').trim().is_empty()
    }

    /// Whether a word that is no phrase and no name may stand there all the same.
    fn is_known(&self, word: &str, run: &[Range<usize>], piece: usize) -> bool {
        let folded = fold_words(word);
        let is_plain = word == "_"
            || is_article(&folded)
            || is_auxiliary(&folded)
            || OF_QUESTIONS.split_whitespace().any(|known| known == folded);
        let begins = || {
            run.len() == 1
                && run.first().is_some_and(|only| only.end == self.line.len())
                && self.words.phrases().iter().any(|phrase| phrase.text.starts_with(&folded))
        };
        let is_label = || self.line[..self.start(piece)].trim_end().to_lowercase().ends_with(" as");
        let is_unfinished_keyword = || {
            self.start(piece) + word.len() == self.line.len()
                && super::scan::keywords().any(|known| known.starts_with(&folded))
        };
        is_plain || is_literal(word) || self.words.in_phrase(word) || begins() || is_label() || is_unfinished_keyword()
    }

    fn start(&self, piece: usize) -> usize {
        self.pieces.get(piece).map_or(0, |(at, _)| at.start)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use proptest::prelude::{any, proptest};

    use super::{Look, coloured, looks};
    use crate::engine::Engine;
    use crate::load::{Input, Options, load};
    use crate::repl::help::TOPICS;
    use crate::repl::words::{Lexicon, Meaning};
    use crate::session::Session;
    use crate::source::Source;
    use crate::store::Store;

    fn talks() -> Lexicon {
        let mut store = Store::in_memory().unwrap();
        load(&mut store, &Input::File("fixtures/uae-talks/facts.jsonl".into()), &Options::default(), &mut |_| {})
            .unwrap();
        let mut session = Session::new(Engine::new(store).unwrap());
        let source = Source::new(
            "<test>",
            "define ?a met ?b as ?a attended ?m and ?b attended ?m; define ?x is negotiator as ?x attended [meeting]",
        );
        for statement in crate::syntax::parse(&source).unwrap() {
            session.run(&source, &statement).unwrap();
        }
        Lexicon::new(Rc::new(RefCell::new(session)))
    }

    fn of<'a>(line: &'a str, words: &Lexicon, wanted: Look) -> Vec<&'a str> {
        looks(line, words).into_iter().filter(|(_, look)| *look == wanted).map(|(at, _)| &line[at]).collect()
    }

    #[test]
    fn words_of_the_store_and_others_are_told_apart() {
        let words = talks();
        let line = "which envoys met in the UAE and were attended by Steve Witkoff or by Steve Wittkof?";
        assert_eq!(of(line, &words, Look::Known(Meaning::Kind)), ["envoys"]);
        assert_eq!(of(line, &words, Look::Known(Meaning::Name)), ["the UAE", "Steve Witkoff"]);
        assert_eq!(of(line, &words, Look::Unknown), ["Steve", "Wittkof"]);
        assert_eq!(of("which envois met", &words, Look::Unknown), ["envois"]);
    }

    #[test]
    fn what_is_being_typed_is_not_wrong_yet() {
        let words = talks();
        for line in
            ["which env", "which envoys attend", "did Steve Wit", "did steve ", "find ?x wh", "find ?x where ?x hel"]
        {
            assert_eq!(of(line, &words, Look::Unknown), Vec::<&str>::new(), "{line}");
        }
        assert_eq!(of("did Steve Witx", &words, Look::Unknown), ["Steve", "Witx"]);
    }

    #[test]
    fn no_word_of_an_example_is_unknown() {
        let words = talks();
        let mut seen = 0;
        for topic in &TOPICS {
            let text = topic.text();
            let examples =
                text.lines().filter(|line| line.starts_with("    ") && !line.trim_start().starts_with(['$', '.', '#']));
            for line in examples {
                let unknown = of(line, &words, Look::Unknown);
                assert!(unknown.is_empty(), "{line}: {unknown:?}");
                seen += 1;
            }
        }
        assert!(seen > 60, "{seen}");
    }

    proptest! {
        #[test]
        fn colours_change_no_character(line in any::<String>()) {
            let store = Store::in_memory().unwrap();
            let words = Lexicon::new(Rc::new(RefCell::new(Session::new(Engine::new(store).unwrap()))));
            let joined: String = looks(&line, &words).into_iter().map(|(at, _)| line[at].to_owned()).collect();
            assert_eq!(joined, line);
            let plain = coloured(&line, &words);
            assert!(plain.len() >= line.len());
        }
    }
}
