//! Memory is taken in large steps.
//!
//! The allocator asks for no more pages than the allocation at hand needs. Every growth makes a new `ArrayBuffer` and has V8
//! think again about collecting garbage: with a history that grows by a few kilobytes at a time, that was a third of the time.

use std::cell::Cell;

const PAGE: usize = 64 * 1024;
const AT_LEAST: usize = 16;

thread_local! {
    /// Pages when it was last looked
    static KNOWN: Cell<usize> = const { Cell::new(0) };
}

/// When memory has grown since the last call, has it grow by an eighth more at once: what is allocated and freed here stays
/// with the allocator. Pages that nobody writes to cost the machine nothing.
pub(crate) fn grow_ahead() {
    let pages = pages();
    if pages == KNOWN.get() {
        return;
    }
    let mut ahead: Vec<u8> = Vec::new();
    // Where there is no more to be had, the next allocation will say so.
    let _ = ahead.try_reserve_exact((pages / 8).max(AT_LEAST) * PAGE);
    std::hint::black_box(&mut ahead);
    drop(ahead);
    KNOWN.set(self::pages());
}

#[cfg(target_arch = "wasm32")]
fn pages() -> usize {
    core::arch::wasm32::memory_size::<0>()
}

#[cfg(not(target_arch = "wasm32"))]
fn pages() -> usize {
    0
}
