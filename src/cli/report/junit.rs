//! The report as XML of JUnit's form.
//!
//! It keeps to what all schemas of that form have in common, so that a place, for which they have no attribute, stands in
//! `system-out`.

use std::io;

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use super::{Case, State, Suite, Tally, seconds, tally};
use crate::problem::Category;

type Xml = Writer<Vec<u8>>;

pub(super) fn written(suites: &[Suite]) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail, and what is written is text.
    let wrote = suites_element(&mut xml, suites);
    debug_assert!(wrote.is_ok());
    String::from_utf8(xml.into_inner()).unwrap_or_default() + "\n"
}

fn suites_element(xml: &mut Xml, suites: &[Suite]) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let time = suites.iter().map(|suite| suite.time).sum();
    let Tally { unmet, failed, .. } = tally(suites);
    let attributes = [
        ("name", "factfile".to_owned()),
        ("tests", tally(suites).all().to_string()),
        ("failures", unmet.to_string()),
        ("errors", failed.to_string()),
        ("time", seconds(time)),
    ];
    let element = xml.create_element("testsuites").with_attributes(borrowed(&attributes));
    element.write_inner_content(|xml| suites.iter().try_for_each(|suite| suite_element(xml, suite)))?;
    Ok(())
}

fn suite_element(xml: &mut Xml, suite: &Suite) -> io::Result<()> {
    let tally = suite.tally();
    let attributes = [
        ("name", valid(&suite.name)),
        ("tests", tally.all().to_string()),
        ("failures", tally.unmet.to_string()),
        ("errors", tally.failed.to_string()),
        ("skipped", tally.skipped.to_string()),
        ("time", seconds(suite.time)),
    ];
    let element = xml.create_element("testsuite").with_attributes(borrowed(&attributes));
    element.write_inner_content(|xml| suite.cases.iter().try_for_each(|case| case_element(xml, case)))?;
    Ok(())
}

fn case_element(xml: &mut Xml, case: &Case) -> io::Result<()> {
    let attributes = [("name", valid(&case.name)), ("classname", valid(&case.file)), ("time", seconds(case.time))];
    let element = xml.create_element("testcase").with_attributes(borrowed(&attributes));
    element.write_inner_content(|xml| {
        match &case.state {
            State::Passed => {}
            State::Skipped(why) => {
                xml.create_element("skipped").with_attribute(("message", *why)).write_empty()?;
            }
            State::Failed { category, message, text } => {
                let element = if *category == Category::Expectation { "failure" } else { "error" };
                let attributes = [("type", category.name().to_owned()), ("message", valid(message))];
                let element = xml.create_element(element).with_attributes(borrowed(&attributes));
                element.write_text_content(BytesText::new(&valid(text)))?;
            }
        }
        let place = valid(&case.place());
        xml.create_element("system-out").write_text_content(BytesText::new(&place)).map(|_| ())
    })?;
    Ok(())
}

fn borrowed<'a>(attributes: &'a [(&'a str, String)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    attributes.iter().map(|(name, value)| (*name, value.as_str()))
}

/// Text without what XML has no place for.
fn valid(text: &str) -> String {
    let is_valid = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if is_valid(c) { c } else { '\u{FFFD}' }).collect()
}
