/// Collecting with one loop.
pub trait Gather: Iterator + Sized {
    /// All items, in order: as `collect` into a list does, in a third of the code.
    fn gather(self) -> Vec<Self::Item> {
        let mut out = Vec::new();
        for item in self {
            out.push(item);
        }
        out
    }
}

impl<I: Iterator> Gather for I {}
