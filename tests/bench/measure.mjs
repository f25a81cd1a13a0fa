// Medians of subjects that take turns.

export function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs every subject in turn, `samples` times over. One sample repeats the subject until a clock of a browser (which may be
 * rounded to 0.1 ms) can tell it.
 * @param {Record<string, () => unknown>} subjects
 * @returns {Record<string, {median: number, samples: number}>} milliseconds of one call
 */
export function takeTurns(subjects, { samples = 15, atLeastMs = 4 } = {}) {
  const names = Object.keys(subjects);
  const repeats = {};
  const times = {};
  for (const name of names) {
    let count = 1;
    for (;;) {
      const started = performance.now();
      for (let i = 0; i < count; i++) subjects[name]();
      const took = performance.now() - started;
      if (took >= atLeastMs || count >= 1 << 20) break;
      count = Math.ceil(count * Math.max(2, Math.min(16, (1.3 * atLeastMs) / Math.max(took, 0.01))));
    }
    repeats[name] = count;
    times[name] = [];
  }
  for (let round = 0; round < samples; round++) {
    for (const name of names) {
      const started = performance.now();
      for (let i = 0; i < repeats[name]; i++) subjects[name]();
      times[name].push((performance.now() - started) / repeats[name]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, { median: median(times[name]), samples }]));
}
