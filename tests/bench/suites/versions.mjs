// Histories and differences beside others: sizes, appending, going back, opening, comparing.
import { opsOf } from "../edits.mjs";
import { median, takeTurns } from "../measure.mjs";
import { bozzettoOf, engineWith } from "../package.mjs";
import { KINDS, applyOp, clone, deepEqual, doc, edit, mulberry32, session } from "../workload.mjs";

const number = (value) => value.toLocaleString("en");

async function gzip(data) {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer()).length;
}

/** The workload as the ops and documents of its versions. */
function versionsOf(nodes, edits, seed = 1) {
  const { base, ops } = session(nodes, edits, seed);
  const current = clone(base);
  const patches = ops.map((op) => {
    const patch = opsOf(op, current);
    applyOp(current, op);
    return patch;
  });
  return { base, ops, patches, last: current };
}

function timed(count, step) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    step(i);
    times.push(performance.now() - started);
  }
  return times;
}

/** One long round, for what cannot be repeated: milliseconds of one step. */
function each(count, step) {
  const started = performance.now();
  for (let i = 0; i < count; i++) step(i);
  return (performance.now() - started) / count;
}

export default async function versions({ where, load }) {
  const bozzetto = await bozzettoOf(load);
  const engine = await engineWith(load, { kind: "offline" });
  const peers = await load.peers();
  const rows = [];
  const row = (name, subject, unit, value, samples = 1) => rows.push({ case: name, subject, where, unit, median: value, samples });
  const turns = (name, subjects, options) => {
    const found = takeTurns(subjects, options);
    for (const [subject, { median: value, samples }] of Object.entries(found)) row(name, subject, "ms", value, samples);
    return found;
  };
  const must = (name, holds) => { if (!holds) throw new Error(name); };

  await sizes();
  await differences();
  foreign();
  patches();
  await files();
  growth();
  await sessionGrowth();
  await engine.close();
  return rows;

  // ---- 1,000 edits on 1,000 nodes: what it weighs, and how it is gone through

  async function sizes() {
    const name = "history, 1,000 edits on 1,000 nodes";
    const { base, ops, patches, last } = versionsOf(1_000, 1_000);
    const texts = patches.map((patch) => JSON.stringify(patch));
    // Whole histories in turn, each from the beginning; the engines compile while they run, so one round says little.
    const appending = {
      bozzetto: () => {
        const history = bozzetto.createHistory(base);
        return [(i) => history.append(patches[i]), history];
      },
      "bozzetto, as JSON text": () => {
        const history = bozzetto.createHistory(base);
        return [(i) => history.append(texts[i]), history];
      },
      Loro: () => {
        const loro = peers.loro(base);
        return [(i) => loro.append(patches[i]), loro];
      },
      Yjs: () => {
        const yjs = peers.yjs(base);
        return [(i) => yjs.append(patches[i]), yjs];
      },
    };
    const times = Object.fromEntries(Object.keys(appending).map((subject) => [subject, []]));
    let history;
    for (let round = 0; round < 7; round++) {
      for (const [subject, begin] of Object.entries(appending)) {
        const [append, made] = begin();
        times[subject].push(each(patches.length, append));
        if (subject === "bozzetto") history = made;
      }
    }
    for (const [subject, rounds] of Object.entries(times)) row("append", subject, "ms", median(rounds), rounds.length);
    must("the edits led elsewhere", deepEqual(history.at(history.latest), last));
    const packed = history.save();
    row(name, "bozzetto", "bytes", packed.length);
    must("the history weighs more than 60 kB", packed.length <= 60_000);
    row("stored change, per version", "bozzetto", "bytes", history.size().changes / texts.length);

    const deltas = [];
    let before = clone(base);
    for (const op of ops) {
      const after = clone(before);
      applyOp(after, op);
      deltas.push(peers.diffs.jsondiffpatch.compare(before, after));
      before = after;
    }
    row(name, "jsondiffpatch, gzip", "bytes", await gzip(JSON.stringify({ base, deltas })));

    const frontiers = [];
    const loro = peers.loro(base);
    patches.forEach((patch) => frontiers.push(loro.append(patch)));
    must("Loro was led elsewhere", deepEqual(loro.json().root, last));
    const snapshot = loro.save();
    row(name, "Loro, gzip", "bytes", await gzip(snapshot));
    const yjs = peers.yjs(base);
    patches.forEach((patch) => yjs.append(patch));
    must("Yjs was led elsewhere", deepEqual(yjs.json(), last));
    row(name, "Yjs, gzip", "bytes", await gzip(yjs.save()));
    const automerge = peers.automerge(base);
    row("append", "Automerge", "ms", each(patches.length, (i) => automerge.append(patches[i])), patches.length);
    must("Automerge was led elsewhere", deepEqual(automerge.json(), last));
    row(name, "Automerge, gzip", "bytes", await gzip(automerge.save()));

    const text = JSON.stringify(last);
    const random = mulberry32(3);
    const any = () => 1 + Math.floor(random() * history.latest);
    // Opening, from bytes to a verified newest version.
    turns("open", {
      bozzetto: () => bozzetto.openHistory(packed),
      Loro: () => loro.open(snapshot),
      "JSON.parse": () => JSON.parse(text),
    }, { samples: 9, atLeastMs: 20 });
    const opened = bozzetto.openHistory(packed);
    must("what was opened is something else", deepEqual(opened.at(opened.latest), last));
    row("first version after opening", "bozzetto", "ms", each(1, () => opened.at(1)));
    turns("at(random)", {
      "bozzetto, object": () => opened.at(any()),
      "bozzetto, handle": () => opened.document(any()),
      "JSON.parse": () => JSON.parse(text),
    }, { samples: 15, atLeastMs: 40 });
    row("at(random)", "Loro, checkout", "ms", median(timed(25, () => loro.checkout(frontiers[any() - 2] ?? frontiers[0]))), 25);
    const scrubbed = bozzetto.openHistory(packed);
    scrubbed.scrub(1);
    turns("at(random), shared mirror", {
      bozzetto: () => scrubbed.scrub(any()),
      "JSON.parse": () => JSON.parse(text),
    }, { samples: 15, atLeastMs: 40 });
    scrubbed.scrub(1);
    row("scrubbing forth, one version", "bozzetto", "ms", each(history.latest - 1, (i) => scrubbed.scrub(i + 2)), history.latest - 1);
    row("scrubbing back, one version", "bozzetto", "ms", each(history.latest - 1, (i) => scrubbed.scrub(history.latest - 1 - i)), history.latest - 1);
    row("verify, 1,001 versions", "bozzetto", "ms", each(1, () => must("damaged", opened.verify().damaged.length === 0)));
  }

  // ---- two versions of one session

  /** The same versions as a history and as a session that is open. */
  async function madeOf({ base, patches }) {
    const history = bozzetto.createHistory(base);
    patches.forEach((patch) => history.append(JSON.stringify(patch)));
    const opened = await engine.createSession({ prompt: "bench", document: JSON.stringify(base) });
    for (const patch of patches) await opened.apply(patch, "");
    return { history, opened };
  }

  async function differences() {
    const large = versionsOf(10_000, 200, 2);
    const { ops } = large;
    const { history, opened } = await madeOf(large);
    const latest = history.latest;
    const objects = new Map();
    const at = (version) => {
      if (!objects.has(version)) objects.set(version, history.at(version));
      return objects.get(version);
    };
    // Pairs of neighbours with one node changed, as most edits are.
    const single = ops.map((op, i) => (op.op === "batch" ? 0 : i + 2)).filter(Boolean).slice(-8);
    const compare = (name, pairs, samples, atLeastMs) => {
      pairs.forEach(([a, b]) => { at(a); at(b); history.diffAs("compact", a, b); });
      let turn = 0;
      const next = () => pairs[turn++ % pairs.length];
      turns(name, {
        bozzetto: () => { const [a, b] = next(); return history.diff(a, b); },
        "bozzetto, session": () => { const [a, b] = next(); return opened.diff(a, b); },
        "fast-json-patch": () => { const [a, b] = next(); return peers.diffs["fast-json-patch"].compare(at(a), at(b)); },
        microdiff: () => { const [a, b] = next(); return peers.diffs.microdiff.compare(at(a), at(b)); },
        jsondiffpatch: () => { const [a, b] = next(); return peers.diffs.jsondiffpatch.compare(at(a), at(b)); },
      }, { samples, atLeastMs });
    };
    compare("diff, one edit apart, 10,000 nodes", single.map((b) => [b - 1, b]), 7, 4);
    compare("diff, 20 edits apart, 10,000 nodes", [[latest - 20, latest], [latest - 60, latest - 40], [100, 120]], 7, 40);

    const small = versionsOf(1_000, 1_000, 3);
    const { history: long, opened: longSession } = await madeOf(small);
    const random = mulberry32(5);
    const pairs = Array.from({ length: 12 }, () => [1 + Math.floor(random() * 1_000), 1 + Math.floor(random() * 1_000)]);
    const known = new Map(pairs.flat().map((version) => [version, long.at(version)]));
    let turn = 0;
    const next = () => pairs[turn++ % pairs.length];
    turns("diff, random pairs of 1,000, 1,000 nodes", {
      bozzetto: () => { const [a, b] = next(); return long.diff(a, b); },
      "bozzetto, session": () => { const [a, b] = next(); return longSession.diff(a, b); },
      jsondiffpatch: () => { const [a, b] = next(); return peers.diffs.jsondiffpatch.compare(known.get(a), known.get(b)); },
    }, { samples: 9, atLeastMs: 40 });
    const whole = "whole stored session, 1,000 edits on 1,000 nodes";
    row(whole, "bozzetto, exported", "bytes", (await engine.exportSession(longSession.id)).length);
    await opened.close();
    await engine.deleteSession(opened.id);
    row(whole, "bozzetto", "bytes", (await engine.storage()).usedBytes);
    await longSession.compressOldVersions(10);
    row(whole, "bozzetto, packed", "bytes", (await engine.storage()).usedBytes);
  }

  // ---- two texts with no history in common

  function foreign() {
    for (const nodes of [100, 1_000, 10_000]) {
      const base = doc(nodes, 4);
      const after = edit(edit(base, "restyle-one", mulberry32(1)).doc, "move", mulberry32(2)).doc;
      const [a, b] = [JSON.stringify(base), JSON.stringify(after)];
      turns(`diff of two texts, ${number(nodes)} nodes`, {
        bozzetto: () => bozzetto.compareDocuments(a, b),
        "JSON.parse, fast-json-patch": () => peers.diffs["fast-json-patch"].compare(JSON.parse(a), JSON.parse(b)),
      }, { samples: 7 });
    }
  }

  // ---- what a difference weighs, as text

  function patches() {
    for (const nodes of [100, 1_000, 10_000]) {
      const base = doc(nodes, 6);
      for (const kind of KINDS) {
        const weights = {};
        for (let seed = 1; seed <= 5; seed++) {
          const { doc: after } = edit(base, kind, mulberry32(seed));
          const weigh = (subject, text, made) => {
            must(`${subject} led elsewhere: ${kind}`, deepEqual(made, after));
            (weights[subject] ??= []).push(text.length);
          };
          const text = bozzetto.compareDocuments(base, after, { form: "compact" });
          weigh("bozzetto", text, bozzetto.patchDocument(base, text));
          for (const subject of ["jsondiffpatch", "fast-json-patch", "json-joy"]) {
            const { compare, apply } = peers.diffs[subject];
            const patch = JSON.stringify(compare(clone(base), clone(after)) ?? []);
            let made;
            try { made = apply(clone(base), JSON.parse(patch)); } catch { continue; }
            // Only correct ones count.
            if (deepEqual(made, after)) weigh(subject, patch, made);
          }
        }
        const { bozzetto: ours, ...others } = Object.fromEntries(Object.entries(weights).map(([subject, samples]) => [subject, Math.max(...samples)]));
        must(`a larger patch than the smallest: ${kind}, ${nodes} nodes`, ours <= Math.min(...Object.values(others)));
        must("more than 100 bytes for a single change of a style", kind !== "restyle-one" || ours <= 100);
        for (const [subject, samples] of Object.entries(weights)) row(`patch, ${kind}, ${number(nodes)} nodes`, subject, "bytes", Math.max(...samples), samples.length);
      }
    }
  }

  // ---- documents of other tools

  async function files() {
    const { files } = await load.json("tests/data/documents/manifest.json").then((manifest) => ({ files: manifest.files ?? manifest }));
    const names = (Array.isArray(files) ? files : Object.keys(files)).map((entry) => entry.file ?? entry);
    let faster = 0;
    let smaller = 0;
    const ratios = [];
    for (const name of names.filter((name) => name.endsWith(".json") || !name.includes("."))) {
      const base = await load.json(`tests/data/documents/${name}`);
      const after = changed(base);
      const [a, b] = [JSON.stringify(base), JSON.stringify(after)];
      if (a === b) continue;
      const text = bozzetto.compareDocuments(a, b, { form: "compact" });
      must(`${name}: led elsewhere`, deepEqual(bozzetto.patchDocument(a, text), after));
      const other = JSON.stringify(peers.diffs["fast-json-patch"].compare(base, after));
      const found = takeTurns({
        bozzetto: () => bozzetto.compareDocuments(a, b),
        other: () => peers.diffs["fast-json-patch"].compare(JSON.parse(a), JSON.parse(b)),
      }, { samples: 5, atLeastMs: 2 });
      ratios.push(found.other.median / found.bozzetto.median);
      faster += found.bozzetto.median < found.other.median ? 1 : 0;
      smaller += text.length <= other.length ? 1 : 0;
    }
    row(`files of other tools (${ratios.length}): faster than JSON.parse, fast-json-patch`, "bozzetto", "files", faster, ratios.length);
    row(`files of other tools (${ratios.length}): patch no larger than fast-json-patch`, "bozzetto", "files", smaller, ratios.length);
    row("files of other tools: how many times as fast", "bozzetto", "x", median(ratios), ratios.length);
  }

  /** A copy in which one text is another, one list begins with its last element, and one field is gone. */
  function changed(base) {
    const after = clone(base);
    const texts = [];
    const lists = [];
    const walk = (value) => {
      if (Array.isArray(value)) { if (value.length > 2) lists.push(value); value.forEach(walk); }
      else if (typeof value === "object" && value !== null) {
        for (const [key, inner] of Object.entries(value)) {
          if (typeof inner === "string" && !["id", "type"].includes(key)) texts.push([value, key]);
          walk(inner);
        }
      }
    };
    walk(after);
    const text = texts[texts.length >> 1];
    if (text) text[0][text[1]] += " (changed)";
    const list = lists[lists.length >> 1];
    if (list) list.unshift(list.pop());
    return after;
  }

  // ---- long histories

  function growth() {
    const { patches } = versionsOf(1_000, 2_000, 8);
    const texts = patches.filter((patch) => patch.every((op) => op.op === "set")).map((patch) => JSON.stringify(patch));
    const { base, last } = versionsOf(1_000, 2_000, 8);
    void base;
    const history = bozzetto.createHistory(last);
    const ids = new Set();
    const collect = (node) => { ids.add(node.id); node.children?.forEach(collect); };
    collect(last);
    const usable = texts.filter((text) => JSON.parse(text).every((op) => ids.has(op.id)));
    const random = mulberry32(9);
    // What was asked for once is kept, and so are its neighbours: each of these is the first of its neighbourhood.
    const asked = new Set();
    const strangers = (count) => {
      const found = [];
      while (found.length < count) {
        const version = 1 + Math.floor(random() * history.latest);
        if (asked.has(version >> 4)) continue;
        asked.add(version >> 4);
        found.push(version);
      }
      return found;
    };
    let made = 1;
    for (const [from, to] of [[1, 1_000], [9_000, 10_000], [99_000, 100_000]]) {
      while (made < from) history.append(usable[made++ % usable.length]);
      row(`growth: append, versions ${number(from)} to ${number(to)}`, "bozzetto", "ms", each(to - made, () => history.append(usable[made++ % usable.length])), to - from);
      const versions = strangers(50);
      const access = () => median(timed(versions.length, (i) => history.document(versions[i])));
      row(`growth: random access, ${number(to)} versions`, "bozzetto", "ms", access(), versions.length);
      row(`growth: random access again, ${number(to)} versions`, "bozzetto", "ms", access(), versions.length);
    }
    row("growth: stored change, per version", "bozzetto", "bytes", history.size().changes / history.latest);
  }

  /** As `growth`, of an open session that somebody looks at now and then. */
  async function sessionGrowth() {
    const base = doc(100, 8);
    const opened = await engine.createSession({ prompt: "bench", document: JSON.stringify(base) });
    let made = 1;
    const apply = () => opened.apply([{ op: "set", id: base.children[0].id, path: "/name", value: `Name ${made++}` }], "");
    for (const [from, to] of [[1, 1_000], [9_000, 10_000], [19_000, 20_000]]) {
      while (made < from) await apply();
      must("a version is missing", opened.getSnapshot().versions.length === made);
      const times = [];
      while (made < to) {
        const started = performance.now();
        await apply();
        times.push(performance.now() - started);
      }
      row(`growth: apply in a session, versions ${number(from)} to ${number(to)}`, "bozzetto", "ms", median(times), times.length);
    }
    await engine.deleteSession(opened.id);
  }
}
