// Sessions on a host with little room: the 5 MB of Figma's clientStorage, smaller. Rules: STO-16, STO-18, API-36 of core/SPEC.md.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { createEngine, init } from "bozzetto";

const document = {
  id: "root", type: "screen", name: "Screen", layout: {}, style: {}, props: {},
  children: Array.from({ length: 12 }, (_, at) => ({ id: `n${at}`, type: "text", name: `Text ${at}`, layout: {}, style: { color: "#111111" }, props: { text: `Text number ${at}` }, children: [] })),
};

/** A place for keys and values, counted as Figma counts. After `lives` writes it is killed: nothing is answered any more. */
class Host {
  values = new Map();
  lives = Infinity;
  limitBytes;
  room;

  constructor(limitBytes, room = limitBytes) {
    Object.assign(this, { limitBytes, room });
  }

  get size() {
    let size = 0;
    for (const [key, value] of this.values) size += key.length + value.length;
    return size;
  }

  copy() {
    const copy = new Host(this.limitBytes, this.room);
    copy.values = new Map(this.values);
    return copy;
  }

  /** It is answered again, long after the kill: whose turn it was has had its time. */
  revive() {
    this.lives = Infinity;
    for (const [key, value] of this.values) if (key.includes("/t/")) value.fill(0, 8);
  }

  async request({ type, key, value }) {
    if (type === "keys") return { type: "keys", keys: [...this.values.keys()] };
    if (type === "get") return { type: "value", value: this.values.get(key) };
    if (this.lives-- <= 0) throw new Error("killed");
    if (type === "delete") this.values.delete(key);
    else {
      const more = key.length + value.length - (this.values.has(key) ? key.length + this.values.get(key).length : 0);
      if (this.size + more > this.room) return { type: "error", code: "quota", message: "in clientStorage.setAsync: storage is full" };
      this.values.set(key, value.slice());
    }
    return { type: "done" };
  }
}

/** A session with so many versions, by the way of `apply`. */
async function grown(engine, versions) {
  const session = await engine.createSession({ prompt: "start", document });
  await grow(session, versions - 1);
  return session;
}

async function grow(session, edits) {
  for (let at = 0; at < edits; at += 1) {
    const ops = [
      { op: "set", id: `n${at % 12}`, path: "/style/fontSize", value: 10 + at },
      { op: "set", id: `n${(at * 7) % 12}`, path: "/props/text", value: `Words of version ${at} that take some room` },
    ];
    await session.apply(ops, `Edit ${at}`);
  }
}

/** Until what came while there was no room is stored, which an engine tries again and again. */
async function saved(session) {
  const save = () => session.getSnapshot().view.save;
  for (let wait = 0; wait < 1_600 && save().state !== "saved"; wait += 1) await new Promise((done) => setTimeout(done, 50));
  assert.equal(save().state, "saved", JSON.stringify(save()));
}

/** A document of which one edit changes little. */
const large = { ...document, children: Array.from({ length: 80 }, (_, at) => ({ ...document.children[at % 12], id: `n${at}`, props: { text: `Text number ${at}, ${(at * 7919) % 10007}` } })) };

const everything = (session) => session.history().versions.map(({ number }) => JSON.stringify(session.at(number)));

describe("a host with little room", () => {
  before(() => init());

  test("STO-16, API-36 old versions are packed, by hand and by themselves, and what is used is told", async () => {
    const host = new Host(60_000);
    const engine = await createEngine({ store: host });
    const session = await grown(engine, 40);
    const first = await engine.storage();
    assert.deepEqual([first.kind, first.persistent, first.usedBytes, first.limitBytes], ["host", true, host.size, 60_000]);
    const texts = everything(session);
    assert.ok((await session.compressOldVersions()) >= 25);
    assert.equal((await engine.storage()).usedBytes, host.size);
    assert.ok(host.size < first.usedBytes * 0.7, `${first.usedBytes} became ${host.size}`);
    assert.deepEqual(everything(session), texts);
    // It goes on behind what was packed, many times what the host has room for unpacked.
    let packed = 0;
    for (let round = 0; round < 8; round += 1) {
      await grow(session, 30);
      packed = Math.max(packed, host.size / host.limitBytes);
      assert.equal(session.getSnapshot().view.save.state, "saved", JSON.stringify(session.getSnapshot().view.save));
    }
    assert.ok(packed > 0.75 && packed <= 1, String(packed));
    const all = everything(session);
    assert.deepEqual(all.slice(0, 40), texts);
    await engine.close();
    const again = await createEngine({ store: host });
    const opened = await again.openSession(session.id);
    assert.deepEqual(everything(opened), all);
    assert.deepEqual([opened.verify().damaged, again.getSnapshot().warnings], [[], []]);
    // It may have begun to pack by itself.
    await again.makeRoom().catch(() => 0);
    assert.equal((await again.storage()).usedBytes, host.size);
    await again.close();
  });

  test("STO-18 a host that is killed between any two writes of packing loses nothing", async () => {
    const host = new Host(1 << 20);
    const engine = await createEngine({ store: host });
    const sessions = [await grown(engine, 60), await grown(engine, 25)];
    const texts = sessions.map(everything);
    await engine.close();
    const check = async (killed) => {
      const reader = await createEngine({ store: killed });
      for (const [at, { id }] of sessions.entries()) {
        const session = await reader.openSession(id);
        assert.deepEqual(everything(session), texts[at]);
        assert.deepEqual(session.verify().damaged, []);
      }
      assert.deepEqual(reader.getSnapshot().warnings, []);
      // What nothing speaks of was swept away.
      assert.equal((await reader.storage()).usedBytes, killed.size);
      await reader.close();
    };
    for (let lives = 0, done = false; !done; lives += 1) {
      const killed = host.copy();
      const writer = await createEngine({ store: killed });
      killed.lives = lives;
      const packed = await writer.makeRoom().catch(() => 0);
      done = killed.lives > 0;
      assert.ok(lives < 60, "it never ends");
      await writer.close();
      killed.revive();
      await check(killed);
      if (done) {
        assert.equal(packed, 65);
        assert.ok(killed.size < host.size);
      } else {
        // The next one does the rest.
        const rest = await createEngine({ store: killed });
        await rest.makeRoom();
        await rest.close();
        await check(killed);
      }
    }
  });

  test("STO-21 a host that is full to the last byte is packed, and killed after any message it loses nothing", async () => {
    const host = new Host();
    host.room = Infinity;
    const engine = await createEngine({ store: host });
    const sessions = [];
    for (const [edits, document] of [[260, large], [60], [200]]) {
      const session = await engine.createSession({ prompt: "start", ...(document && { document }) });
      if (document) await grow(session, edits);
      else for (let at = 0; at < edits; at += 1) await session.apply([{ op: "set", id: "root", path: "/name", value: `Name ${at}` }], `Edit ${at}`);
      sessions.push(session);
    }
    // All are held against their stamps, and some are read.
    const some = (session) => session.history().versions.filter(({ number }) => number % 13 < 2).map(({ number }) => JSON.stringify(session.at(number)));
    const texts = sessions.map(some);
    await engine.close();
    const check = async (full) => {
      const reader = await createEngine({ store: full });
      for (const [at, { id }] of sessions.entries()) {
        const session = await reader.openSession(id);
        assert.deepEqual(some(session), texts[at]);
        assert.deepEqual(session.verify().damaged, []);
      }
      assert.deepEqual(reader.getSnapshot().warnings, []);
      assert.equal((await reader.storage()).usedBytes, full.size);
      await reader.close();
    };
    host.room = host.size;
    const packedSize = async (lives) => {
      const full = host.copy();
      const writer = await createEngine({ store: full });
      full.lives = lives;
      const packed = await writer.makeRoom().catch(() => 0);
      const done = full.lives > 0;
      assert.ok(full.size <= full.room);
      await writer.close();
      full.revive();
      await check(full);
      if (!done) {
        // The next one does the rest, and leaves nothing behind.
        const rest = await createEngine({ store: full });
        await rest.makeRoom();
        await rest.close();
        await check(full);
      }
      return [done, packed, full.size];
    };
    const [, packed, size] = await packedSize(Infinity);
    // Ten of each stay as they are, and fewer than eight that were left over.
    assert.ok(packed > 261 + 61 + 201 - 3 * 17, String(packed));
    assert.ok(size < host.size * 0.6, `${host.size} became ${size}`);
    for (let lives = 0, done = false; !done; lives += 1) {
      assert.ok(lives < 120, "it never ends");
      let left;
      [done, , left] = await packedSize(lives);
      assert.ok(left < size * 1.15, `killed after ${lives} messages: ${left} for ${size}`);
    }
  });

  test("STO-21 where not even one piece fits, that is told, and nothing changes", async () => {
    const host = new Host();
    host.room = Infinity;
    const engine = await createEngine({ store: host });
    const session = await grown(engine, 60);
    const texts = everything(session);
    await engine.close();
    // A host that keeps the old value until the new one is there has no room for it.
    const { request } = host;
    const refusing = Object.assign(host.copy(), {
      request: (message) => (message.type === "set" ? { type: "error", code: "quota", message: "full" } : request.call(refusing, message)),
    });
    const writer = await createEngine({ store: refusing });
    await assert.rejects(writer.makeRoom(), { code: "store.quota" });
    assert.deepEqual(everything(await writer.openSession(session.id)), texts);
    await writer.close();
    assert.deepEqual(refusing.values, host.values);
  });

  test("STO-24 two windows, one packs what the other appends to: nothing is lost", async () => {
    const text = (session) => session.history().versions.filter(({ number }) => number <= 60).map(({ number }) => JSON.stringify(session.at(number)));
    for (let round = 0; round < 9; round += 1) {
      let state = round + 1;
      const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
      const host = new Host();
      host.room = Infinity;
      let slow = false;
      const pause = () => slow && new Promise((done) => setTimeout(done, random() * 12));
      const store = { request: async (message) => { await pause(); const answer = await host.request(message); await pause(); return answer; } };
      const [one, two] = [await createEngine({ store }), await createEngine({ store })];
      const session = await grown(one, 60 + (round % 3) * 60);
      const texts = text(session);
      const same = await two.openSession(session.id);
      slow = true;
      const packing = one.makeRoom().catch(() => 0);
      for (let at = 0; at < 5; at += 1) await same.apply([{ op: "set", id: "root", path: `/props/p${at}`, value: at }], `${at}`);
      await packing;
      slow = false;
      await saved(same);
      await Promise.all([one.close(), two.close()]);
      const reader = await createEngine({ store: host });
      const opened = await reader.openSession(session.id);
      assert.deepEqual(text(opened), texts, `round ${round}`);
      assert.deepEqual(opened.getSnapshot().document.props, { p0: 0, p1: 1, p2: 2, p3: 3, p4: 4 }, `round ${round}`);
      assert.deepEqual(opened.verify().damaged, []);
      await reader.close();
    }
  });

  test("STO-24 a window that is killed in its turn holds the others up for its time at most, and is forgotten", async () => {
    const host = new Host();
    host.room = Infinity;
    const engine = await createEngine({ store: host });
    const session = await grown(engine, 3);
    const [head] = [...host.values.keys()].filter((key) => key.startsWith("bozzetto/") && key.includes("/h/session"));
    const turn = head.replace("/h/", "/t/");
    const left = (until) => new Uint8Array(Float64Array.of(0.5, until).buffer);
    host.values.set(turn, left(Date.now() + 700));
    await session.apply([{ op: "set", id: "root", path: "/props/late", value: true }], "late");
    assert.equal(session.getSnapshot().document.props.late, true);
    host.values.set(turn, left(Date.now() - 1));
    await engine.close();
    const again = await createEngine({ store: host });
    assert.equal(host.values.has(turn), false);
    assert.equal((await again.openSession(session.id)).getSnapshot().document.props.late, true);
    await again.close();
  });

  test("STO-22 a piece is never larger than what it stands for", async () => {
    const host = new Host();
    host.room = Infinity;
    const engine = await createEngine({ store: host });
    const session = await engine.createSession({ prompt: "start", document: large });
    await grow(session, 19);
    const before = host.size;
    await session.compressOldVersions(10);
    assert.ok(host.size <= before, `${before} became ${host.size}`);
    await engine.close();
  });

  test("STO-18 what an earlier release packed is read, goes on, and is packed further", async () => {
    const golden = JSON.parse(readFileSync(new URL("../../../tests/data/golden/host-generations.json", import.meta.url)));
    const host = new Host();
    host.room = Infinity;
    host.values = new Map(Object.entries(golden.values).map(([key, value]) => [key, new Uint8Array(Buffer.from(value, "base64"))]));
    const words = (version) => Array.from({ length: 3 }, (_, node) => {
      const last = [0, 1, 2].map((back) => version - 1 - back).find((edit) => edit % 3 === node);
      return last >= 1 ? `Words of version ${last + 1}` : `Text ${node}`;
    });
    const check = (session, versions) => {
      assert.equal(session.history().totalVersions, versions);
      for (let version = 1; version <= 64; version += 1) assert.deepEqual(session.at(version).children.map((node) => node.props.text), words(version));
      assert.deepEqual(session.verify().damaged, []);
    };
    let engine = await createEngine({ store: host });
    let session = await engine.openSession(golden.session);
    check(session, 64);
    for (let at = 0; at < 40; at += 1) await session.apply([{ op: "set", id: "root", path: "/name", value: `Name ${at}` }], `${at}`);
    assert.ok((await session.compressOldVersions(4)) > 30);
    check(session, 104);
    await engine.close();
    engine = await createEngine({ store: host });
    session = await engine.openSession(golden.session);
    check(session, 104);
    assert.deepEqual(engine.getSnapshot().warnings, []);
    assert.equal((await engine.storage()).usedBytes, host.size);
    await engine.close();
  });

  test("API-36 where even packed versions do not fit, the session goes on, says so, and nothing stored is lost", async () => {
    // The host says so by itself, and the engine knows the limit.
    for (const [limit, room] of [[undefined, 9_000], [9_000, 9_000]]) {
      const host = new Host(limit, room);
      const engine = await createEngine({ store: host });
      const session = await grown(engine, 120);
      const { save } = session.getSnapshot().view;
      assert.equal(save.state, "notSaved", JSON.stringify(save));
      const warning = engine.getSnapshot().warnings.find(({ code }) => code === "store.quota");
      assert.ok(warning.suggestedAction && warning.message);
      assert.equal(session.history().totalVersions, 120);
      const all = everything(session);
      const other = await createEngine({ store: host.copy() });
      const stored = await other.openSession(session.id);
      const kept = everything(stored);
      assert.ok(kept.length > 10);
      assert.deepEqual(kept, all.slice(0, kept.length));
      assert.deepEqual(stored.verify().damaged, []);
      await other.close();
      // With more room it is saved without anybody doing anything.
      host.room = 1 << 20;
      if (limit === undefined) {
        await engine.makeRoom();
        await session.apply([{ op: "set", id: "n0", path: "/name", value: "On" }], "on");
        await saved(session);
        await engine.close();
      } else {
        await assert.rejects(engine.close(), { code: "engine.not-saved" });
        await engine.close({ discard: true });
      }
    }
  });

  test("DSN-25 what came while the store was full is packed and saved by itself, and closing waits for that", async () => {
    for (const closes of [false, true]) {
      const host = new Host(undefined, 60_000);
      const engine = await createEngine({ store: host });
      const session = await engine.createSession({ prompt: "start", document: large });
      while (session.getSnapshot().view.save.state !== "notSaved") await grow(session, 1);
      await grow(session, 250);
      const all = everything(session);
      if (!closes) await saved(session);
      await engine.close();
      const again = await createEngine({ store: host });
      const opened = await again.openSession(session.id);
      assert.equal(opened.history().totalVersions, all.length);
      assert.deepEqual(everything(opened), all);
      assert.deepEqual(again.getSnapshot().warnings, []);
      await again.close();
    }
  });

  /** A host with one session of 60 versions that belongs to somebody, packed or not, and their texts. */
  async function stored(packs) {
    const host = new Host();
    host.room = Infinity;
    const engine = await createEngine({ store: host });
    const session = await engine.createSession({ prompt: "start", userId: "u1", document: large });
    await grow(session, 59);
    if (packs) assert.ok((await session.compressOldVersions()) > 40);
    const texts = everything(session);
    await engine.close();
    const head = [...host.values.keys()].find((key) => key.includes("/h/"));
    return { host, id: session.id, texts, head };
  }

  test("STO-11, DSN-48 a session whose head is lost or damaged is listed, opened and goes on", async () => {
    const damages = [(host, head) => host.values.delete(head), (host, head) => host.values.set(head, new Uint8Array(344)),
      (host, head) => host.values.set(head, host.values.get(head).slice(0, 100)), (host, head) => host.values.set(head, new Uint8Array())];
    for (const packs of [false, true]) {
      const { host, id, texts, head } = await stored(packs);
      for (const [at, damage] of damages.entries()) {
        const damaged = host.copy();
        damage(damaged, head);
        const before = new Map(damaged.values);
        let engine = await createEngine({ store: damaged });
        assert.deepEqual((await engine.listSessions({ userId: "u1" })).map(({ sessionId, currentVersion }) => [sessionId, currentVersion]), [[id, 60]], `damage ${at}`);
        // Looking changes nothing.
        assert.deepEqual(damaged.values, before);
        const session = await engine.openSession(id);
        assert.deepEqual(everything(session), texts, `damage ${at}`);
        await session.apply([{ op: "set", id: "n0", path: "/name", value: "On" }], "on");
        await engine.close();
        engine = await createEngine({ store: damaged });
        assert.deepEqual((await engine.listSessions()).map(({ currentVersion }) => currentVersion), [61]);
        assert.deepEqual(everything(await engine.openSession(id)).slice(0, 60), texts);
        assert.deepEqual([engine.getSnapshot().warnings, (await engine.storage()).usedBytes], [[], damaged.size]);
        await engine.close();
        const other = host.copy();
        damage(other, head);
        engine = await createEngine({ store: other });
        assert.equal(await engine.eraseUser("u1"), 1);
        assert.equal(other.size, 0);
        await engine.close();
      }
    }
  });

  test("STO-11 a removal that is killed after any message does not come back once anything of the session is gone", async () => {
    for (const packs of [false, true]) {
      const { host, id, texts } = await stored(packs);
      for (let lives = 0, done = false; !done; lives += 1) {
        assert.ok(lives < 20, "it never ends");
        const killed = host.copy();
        const engine = await createEngine({ store: killed });
        killed.lives = lives;
        await engine.deleteSession(id).catch(() => {});
        done = killed.lives > 0;
        await engine.close();
        killed.revive();
        const again = await createEngine({ store: killed });
        const listed = await again.listSessions();
        assert.equal(listed.length, lives > 0 ? 0 : 1);
        if (lives > 0) assert.equal(killed.size, 0);
        else assert.deepEqual(everything(await again.openSession(id)), texts);
        await again.close();
      }
    }
  });

  test("STO-25 a host that loses a head now and then ends no session", async () => {
    const host = new Host();
    host.room = Infinity;
    let heads = 0;
    const store = { request: (message) => (message.type === "set" && message.key.includes("/h/") && ++heads % 9 === 0 ? { type: "done" } : host.request(message)) };
    const engine = await createEngine({ store });
    const session = await grown(engine, 12);
    const texts = everything(session);
    assert.equal(texts.length, 12);
    await engine.close();
    const again = await createEngine({ store: host });
    assert.deepEqual(everything(await again.openSession(session.id)), texts);
    assert.deepEqual(again.getSnapshot().warnings, []);
    await again.close();
  });

  test("STO-19 damage of what says where the records are costs no record", async () => {
    const host = new Host(1 << 20);
    const engine = await createEngine({ store: host });
    const session = await grown(engine, 90);
    const { id } = session;
    const texts = everything(session);
    await engine.close();
    const packed = host.copy();
    const packer = await createEngine({ store: packed });
    assert.ok(await packer.makeRoom() > 0);
    await (await packer.openSession(id)).apply([{ op: "set", id: "n0", path: "/name", value: "Behind" }], "behind");
    await packer.close();
    const flip = (bytes, at, bit) => { bytes[at] ^= 1 << bit; };
    const damages = [
      ...Array.from({ length: 16 }, (_, at) => (bytes) => flip(bytes, at * 3, (at * 5) % 8)),
      // More than one bit, up to all that stands before the head.
      ...Array.from({ length: 6 }, (_, at) => (bytes) => { flip(bytes, 1 + 2 * at, 1); flip(bytes, 5 + 2 * at, 6); }),
      (bytes) => bytes.fill(0xff, 0, 32),
      (bytes) => bytes.fill(0, 0, 13),
    ];
    for (const sound of [host, packed]) {
      const key = [...sound.values.keys()].find((key) => key.includes("/h/"));
      const versions = sound === host ? 90 : 91;
      for (const [at, damage] of damages.entries()) {
        const damaged = sound.copy();
        const bytes = damaged.values.get(key).slice();
        damage(bytes);
        damaged.values.set(key, bytes);
        const reader = await createEngine({ store: damaged });
        assert.equal((await reader.listSessions()).length, 1, `listed after damage ${at}`);
        const opened = await reader.openSession(id);
        assert.deepEqual(everything(opened).slice(0, 90), texts, `damage ${at}`);
        assert.equal(opened.history().totalVersions, versions, `damage ${at}`);
        assert.deepEqual(reader.getSnapshot().warnings, []);
        if (at % 6 === 0 || at > 21) {
          // It goes on, and nothing is written over.
          await opened.apply([{ op: "set", id: "n1", path: "/name", value: "On" }], "on");
          await reader.close();
          const after = await createEngine({ store: damaged });
          const again = await after.openSession(id);
          assert.equal(again.history().totalVersions, versions + 1, `damage ${at}`);
          assert.deepEqual(everything(again).slice(0, 90), texts, `damage ${at}`);
          assert.deepEqual(again.verify().damaged, []);
          assert.equal((await after.storage()).usedBytes, damaged.size);
          await after.close();
        } else await reader.close();
      }
    }
  });

  test("STO-19 without check and segment: a lost segment costs its own versions", async () => {
    const host = new Host(1 << 20);
    const engine = await createEngine({ store: host });
    const session = await grown(engine, 480);
    await engine.close();
    const segments = [...host.values.keys()].filter((key) => key.includes("/s/"));
    assert.ok(segments.length > 2, String(segments.length));
    const head = [...host.values.keys()].find((key) => key.includes("/h/"));
    for (const lost of segments.slice(0, -1)) {
      const damaged = host.copy();
      damaged.values.delete(lost);
      damaged.values.set(head, host.values.get(head).slice().fill(0x55, 0, 20));
      const reader = await createEngine({ store: damaged });
      const opened = await reader.openSession(session.id);
      assert.ok(opened.history().totalVersions > 50);
      assert.ok(reader.getSnapshot().warnings.length > 0, lost);
      await reader.close();
    }
  });

  test("STO-20 a flipped bit anywhere in the records costs no other record, not even for salvage", async () => {
    const host = new Host(1 << 20);
    const engine = await createEngine({ store: host });
    const session = await grown(engine, 21);
    const { id } = session;
    const texts = everything(session);
    await engine.close();
    const key = [...host.values.keys()].find((key) => key.includes("/s/"));
    const size = host.values.get(key).length;
    const view = new DataView(host.values.get(key).buffer, host.values.get(key).byteOffset, size);
    // Every length, and here and there between them.
    const places = [];
    for (let at = 0; at < size; at += 4 + view.getUint32(at, true)) places.push(at, at + 1, at + 4, at + 30);
    for (const [round, place] of places.entries()) {
      const damaged = host.copy();
      const bytes = damaged.values.get(key).slice();
      bytes[place] ^= 1 << round % 8;
      damaged.values.set(key, bytes);
      const reader = await createEngine({ store: damaged });
      const opened = await reader.openSession(id);
      assert.deepEqual(everything(opened), texts, `byte ${place}`);
      const copy = await reader.importSession(await reader.exportSession(id, { salvage: true }));
      assert.equal(copy.history().totalVersions, 21, `byte ${place}`);
      await reader.close();
    }
  });
});

test("API-45 the host store of the README works as it stands there, in a classic script", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const block = readme.split("## A host store (Figma)")[1].split("```")[1].replace(/^js/, "");
  const [frame, main] = block.split("// In the main thread:");
  const values = new Map();
  const clientStorage = {
    getAsync: async (key) => values.get(key), setAsync: async (key, value) => { values.set(key, value); },
    deleteAsync: async (key) => { values.delete(key); }, keysAsync: async () => [...values.keys()],
  };
  let page;
  const made = new Promise((resolve) => {
    const later = (call) => setTimeout(call, 0);
    const thread = createContext({ figma: { clientStorage, ui: { postMessage: (pluginMessage) => later(() => page.onmessage({ data: { pluginMessage } })) } } });
    page = createContext({
      // Not before it is asked for: whoever leaves it out is told.
      bozzetto: { init: async () => { page.isReady = true; }, createEngine: async (options) => { assert.ok(page.isReady); resolve(await createEngine(options)); } },
      parent: { postMessage: ({ pluginMessage }) => later(() => thread.figma.ui.onmessage(pluginMessage)) },
    });
    runInContext(main, thread);
    runInContext(frame, page);
    // Of another script, and of Figma itself.
    for (const data of [{}, null, "text"]) page.onmessage({ data });
  });
  const engine = await made;
  const session = await engine.createSession({ prompt: "start", document });
  assert.deepEqual(engine.getSnapshot().store, { kind: "host", persistent: true });
  await session.close();
  assert.equal((await engine.openSession(session.id)).history().versions.length, 1);
  await engine.close();
  assert.ok(values.size >= 2);
  assert.equal(runInContext("waiting.size", page), 0);
});
