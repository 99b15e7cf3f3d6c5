//! Answers as pictures: the things and facts of one as a graph, or its facts on a scale of time, as SVG.
//!
//! A picture is a file by itself: no script, no link, no font that is fetched; text is measured by what wide fonts need. The
//! same scene gives the same bytes.

mod boxes;
mod element;
mod graph;
mod layers;
mod measure;
mod network;
mod page;
mod placing;
mod ranks;
mod saved;
mod scene;
mod timeline;

pub use saved::save;
pub use scene::{DrawnFact, Scene};

/// How a scene is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Things, and the facts between them as labelled lines
    Graph,
    /// Facts as bars on a scale of time
    Timeline,
}

impl Form {
    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "graph" => Some(Form::Graph),
            "timeline" => Some(Form::Timeline),
            _ => None,
        }
    }
}

/// Draws a scene: a whole SVG document, ending with a line end.
pub fn draw(scene: &Scene, form: Form) -> String {
    match form {
        Form::Graph => graph::graph(scene),
        Form::Timeline => timeline::timeline(scene),
    }
}
