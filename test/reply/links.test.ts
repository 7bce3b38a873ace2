import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replyLinks } from '../../shared/aws/reply-links.ts';
import { linkKeys, seal, unseal } from '../../shared/aws/sealed.ts';
import { keys, morning, richItem, world } from './world.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';

describe('a link', () => {
  test('opens the page of its work, again and again, until it expires', async () => {
    const { view, linkOf } = world();
    const link = await linkOf(richItem());
    expect((await view(link)).statusCode).toBe(200);
    expect((await view(link)).statusCode).toBe(200);
    // Due at 18:00 on 3 November in Shanghai, and seven days more.
    const end = Date.parse('2026-11-10T10:00:00Z');
    expect((await view(link, { at: end - 1_000 })).statusCode).toBe(200);
    expect((await view(link, { at: end })).statusCode).toBe(410);
  });

  test('is the same whenever the digest is sent again, and short enough for a text message', async () => {
    const { linkOf } = world();
    expect(await linkOf(richItem())).toBe(await linkOf(richItem()));
    expect((await linkOf(richItem())).length).toBeLessThan(140);
  });

  test('that an older key sealed still opens; with the key gone it does not', async () => {
    const old = replyLinks(linkKeys.parse({ id: '1', key: 'j'.repeat(64) }));
    const link = { workId: 'w', agentId: 'a', expiresAt: 1, nonce: 'n' };
    expect(replyLinks(keys).openLink(old.sealLink(link))).toEqual(link);
    expect(replyLinks({ ...keys, before: [] }).openLink(old.sealLink(link))).toBeUndefined();
    expect(
      replyLinks({ ...keys, before: [{ id: '1', key: 'x'.repeat(64) }] }).openLink(old.sealLink(link)),
    ).toBeUndefined();
  });
});

describe('what nobody of ours sealed is refused', () => {
  test('12,000 forged links: every way to change one, cut one, or make one up', async () => {
    const { view, linkOf, refused } = world();
    const link = await linkOf(richItem());
    const letter = fc.constantFrom(...alphabet);
    const at = fc.nat(link.length - 1);
    const payload = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const [id = '', , mac = ''] = link.split('.');
    const forged = fc
      .oneof(
        fc.tuple(at, letter).map(([index, sign]) => link.slice(0, index) + sign + link.slice(index + 1)),
        at.map((index) => link.slice(0, index)),
        fc.tuple(at, letter).map(([index, sign]) => link.slice(0, index) + sign + link.slice(index)),
        fc.tuple(fc.string(), fc.string(), fc.nat()).map((parts) => `${id}.${payload([...parts, 'n'])}.${mac}`),
        fc.nat(3_000_000_000).map((end) => `${id}.${payload([richItem().workId, 'A017', end, 'dddddddd'])}.${mac}`),
        fc.constantFrom('0', '1', '3', '', '__proto__', 'constructor').map((other) => link.replace(/^2/, other)),
        fc.string({ unit: letter, minLength: 1, maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 100 }),
      )
      .filter((text) => text !== link);
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(forged, async (text) => {
        tried++;
        const { statusCode, body } = await view(text);
        expect(statusCode).toBe(403);
        expect(body).not.toMatch(/C0000321|138|form method/);
      }),
      { numRuns: 12_000 },
    );
    expect(tried).toBeGreaterThanOrEqual(12_000);
    expect(new Set(refused)).toEqual(new Set(['forged']));
  });

  test('every single bit of a link counts', async () => {
    const { view, linkOf } = world();
    const link = Buffer.from(await linkOf(richItem()));
    for (let bit = 0; bit < link.length * 8; bit++) {
      const changed = Buffer.from(link);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect((await view(changed.toString('latin1'))).statusCode, `bit ${bit}`).toBe(403);
    }
  });

  test('what was sealed for one purpose opens no other', () => {
    const { links } = world();
    const link = links.sealLink({ workId: 'w', agentId: 'a', expiresAt: 1, nonce: 'n' });
    const pass = links.sealPass(link, { shownAt: 1, nonce: 'n' });
    expect(links.openLink(pass)).toBeUndefined();
    expect(links.openPass(link, link)).toBeUndefined();
    expect(links.openPass(`${link}x`, pass)).toBeUndefined();
    expect(unseal(keys, 'link', seal(keys, 'form', ['w', 'a', 1, 'n']))).toBeUndefined();
  });
});

describe('a link opens nothing but its own', () => {
  test('2,000 expired links, however long ago, show nothing and take nothing', async () => {
    const { view, send, links, landed } = world();
    const item = richItem();
    await fc.assert(
      fc.asyncProperty(fc.nat(Math.floor(morning / 1_000)), async (expiresAt) => {
        const link = links.sealLink({ workId: item.workId, agentId: 'A017', expiresAt, nonce: 'n' });
        const pass = links.sealPass(link, { shownAt: expiresAt - 1, nonce: 'p' });
        expect((await view(link)).statusCode).toBe(410);
        expect((await send(link, { pass, result: 'kept' })).statusCode).toBe(410);
      }),
      { numRuns: 2_000 },
    );
    expect(landed.size).toBe(0);
  });

  test('of 50 agents with 50 customers, none opens the work of another, nor sends their own form for it', async () => {
    const items = Array.from({ length: 50 }, (_, index) =>
      richItem({ workId: `w${index}`, customerId: `C${index}`, agentId: `A${index}` }),
    );
    const { view, send, links, linkOf, passIn, landed } = world(items);
    const passes = await Promise.all(
      items.map(async (item) => {
        const link = await linkOf(item);
        return { link, pass: passIn((await view(link)).body) };
      }),
    );
    let tried = 0;
    for (const [one, item] of items.entries())
      for (const [other, { link, pass }] of passes.entries()) {
        if (one === other) continue;
        tried += 2;
        // A link of another agent's for this work, sealed by us: work that has moved on since.
        const stale = links.sealLink({ workId: item.workId, agentId: `A${other}`, expiresAt: 4e9, nonce: 'n' });
        expect((await view(stale)).statusCode).toBe(403);
        const own = passes[one] as { link: string; pass: string };
        expect(own.link).not.toBe(link);
        expect((await send(own.link, { pass, result: 'kept' })).statusCode).toBe(403);
      }
    expect(tried).toBe(4_900);
    expect(landed.size).toBe(0);
  });

  test('1,000 replays: a form counts once, also in another month, and says so', async () => {
    const { view, send, linkOf, passIn, landed, refused } = world();
    const link = await linkOf(richItem());
    const pass = passIn((await view(link, { at: Date.parse('2026-10-31T15:59:00Z') })).body);
    expect((await send(link, { pass, result: 'not-reached' })).statusCode).toBe(200);
    for (let again = 0; again < 1_000; again++) {
      const { statusCode, body } = await send(link, { pass, result: again % 2 ? 'kept' : 'not-reached' });
      expect([statusCode, body.includes('该结果已记录')]).toEqual([409, true]);
    }
    expect([landed.size, refused.length]).toEqual([1, 1_000]);
    expect([...landed.keys()]).toEqual([expect.stringMatching(/^2026-10\//)]);
    const next = passIn((await view(link)).body);
    expect((await send(link, { pass: next, result: 'kept' })).statusCode).toBe(200);
    expect(landed.size).toBe(2);
  });

  test('work that moved to somebody else, or is not there, is not shown', async () => {
    const { view, work, linkOf } = world();
    const link = await linkOf(richItem());
    work.set(richItem().workId, richItem({ agentId: 'A018' }));
    expect((await view(link)).statusCode).toBe(403);
    work.clear();
    const { statusCode, body } = await view(link);
    expect([statusCode, body.includes('该工单已转交他人')]).toEqual([403, true]);
  });
});
