use bozzetto_core::context::*;
use bozzetto_core::document::*;
fn main() {
    let mut args = std::env::args().skip(1);
    let doc = args.next().unwrap();
    let text = std::fs::read_to_string(format!("tests/data/documents/wireframes/{doc}.json")).unwrap();
    let limits = Limits::default();
    let document = Document::parse(&text, &limits).unwrap();
    for prompt in args {
        let u = understand(&prompt, &document, &[], &[], None, &limits).unwrap();
        println!("> {prompt}");
        for c in &u.clauses {
            println!(
                "   [{}] {:?} {}",
                u.guard.masked.get(c.span.clone()).unwrap_or(""),
                c.intents,
                match &c.targets {
                    Targets::Resolved { candidates } => candidates
                        .iter()
                        .map(|c| format!("{}({:.2})", c.id, c.score))
                        .collect::<Vec<_>>()
                        .join(" "),
                    Targets::Ambiguous { question, candidates } => format!(
                        "? {question} {:?}",
                        candidates.iter().map(|c| c.id.as_str()).collect::<Vec<_>>()
                    ),
                    Targets::Nothing { reason } => format!("- {reason}"),
                }
            );
        }
        let brief = EditBrief {
            create: false,
            understanding: u,
            document: document.clone(),
            selection: vec![],
            recent: vec![],
            older: vec![],
            faults: vec![],
        };
        println!("   {}", bozzetto_core::model::offline::answer(&brief));
    }
}
