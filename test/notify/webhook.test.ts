import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { deliveryId } from '../../shared/aws/channels.ts';
import { type WebhookOptions, webhookChannel } from '../../shared/aws/webhook.ts';
import { webhookTarget } from '../../shared/aws/webhook-address.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { settings } from './digest-doubles.ts';
import { anAgent, anItem, day } from './factories.ts';

type Seen = { headers: IncomingMessage['headers']; body: string };

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A robot on this machine. */
const robot = async (answer: (response: ServerResponse) => void) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ headers: request.headers, body });
      answer(response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
};

const options: WebhookOptions = {
  secret: async () => 's3cret',
  now: () => 1_793_493_000_123,
  allowLoopback: true,
};
const send = (webhookUrl: string, given: Partial<WebhookOptions> = {}) => {
  const agent = anAgent({ agentId: '甲17', name: '李娜', webhookUrl });
  return webhookChannel(webhookUrl, { ...options, ...given }).send(
    {
      ...{ agent, day, deliveryId: deliveryId(agent.agentId, day, 'webhook') },
      digest: digest(agent, day, [anItem({ workId: 'w' })], settings),
    },
    { sent: 0 },
  );
};

describe('webhook', () => {
  test('posts what chat robots take, with our own members beside it, signed over timestamp and body', async () => {
    const { seen, url } = await robot((response) => response.end('{"errcode":0}'));
    await send(url);
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    const posted = JSON.parse(body);
    expect(posted).toMatchObject({ msgtype: 'text', tierline: { version: 1, day, agentId: '甲17', language: 'zh' } });
    expect(posted.text.content).toContain('李娜，您好！');
    expect(posted.tierline.items).toMatchObject([{ workId: 'w', number: '138****1234' }]);
    expect(headers['x-tierline-timestamp']).toBe('1793493000');
    expect(headers['x-tierline-signature']).toBe(
      createHmac('sha256', 's3cret').update(`1793493000.${body}`).digest('hex'),
    );
  });

  test('every attempt carries the same delivery id, other channels and days another', async () => {
    const { seen, url } = await robot((response) => response.end());
    await send(url);
    await send(url);
    const ids = seen.map(({ headers }) => headers['x-tierline-delivery']);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set([ids[0], deliveryId('甲17', day, 'sns'), deliveryId('甲17', '2026-11-02', 'webhook')]).size).toBe(3);
  });

  test('an answer of 500 is a failure', async () => {
    const { url } = await robot((response) => response.writeHead(500).end());
    await expect(send(url)).rejects.toThrow('answered 500');
  });

  test('a robot that says 200 and refuses in the body is a failure', async () => {
    const { url } = await robot((response) => response.end('{"errcode":93000,"errmsg":"invalid webhook url"}'));
    await expect(send(url)).rejects.toThrow('errcode 93000');
  });

  test('a redirect is a failure and is not followed', async () => {
    const target = await robot((response) => response.end());
    const { url } = await robot((response) => response.writeHead(307, { location: target.url }).end());
    await expect(send(url)).rejects.toThrow('answered 307');
    expect(target.seen).toEqual([]);
  });

  test('a server that never answers is given up', async () => {
    const { url } = await robot(() => {});
    await expect(send(url, { timeout: 100 })).rejects.toThrow('gave no answer in time');
  });

  test('a server that answers for ever is cut off and counts as delivered', async () => {
    const { url } = await robot((response) => {
      const more = setInterval(() => response.write('x'.repeat(1_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    await expect(send(url)).resolves.toBeUndefined();
  });

  test('a look-up that hangs is given up', async () => {
    const hanging = { timeout: 100, resolve: () => new Promise<string[]>(() => {}) };
    await expect(send('https://robot.example.com/', hanging)).rejects.toThrow('gave no answer in time');
  });

  test('loopback is refused unless it is allowed', async () => {
    const { url, seen } = await robot((response) => response.end());
    await expect(send(url, { allowLoopback: false })).rejects.toThrow('http: is not https:');
    await expect(send(url.replace('http:', 'https:'), { allowLoopback: false })).rejects.toThrow('leads to a loopback');
    expect(seen).toEqual([]);
  });
});

describe('where a webhook may lead', () => {
  const check = (url: string, addresses: string[] = [], allowLoopback = false) =>
    webhookTarget(url, allowLoopback, async () => addresses);

  test.each([
    ['https://10.0.0.1/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://172.16.0.1/', 'private'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://0x7f.1/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://169.254.169.254/latest/meta-data/', 'linkLocal'],
    ['https://100.64.0.1/', 'carrierGradeNat'],
    ['https://0.0.0.0/', 'unspecified'],
    ['https://224.0.0.1/', 'multicast'],
    ['https://[::1]/', 'loopback'],
    ['https://[fe80::1]/', 'linkLocal'],
    ['https://[fd00:ec2::254]/', 'uniqueLocal'],
    ['https://[::ffff:169.254.169.254]/', 'linkLocal'],
    ['https://[64:ff9b::a9fe:a9fe]/', 'rfc6052'],
    ['https://[2002:a9fe:a9fe::1]/', '6to4'],
  ])('%s is refused as %s', async (url, range) => {
    await expect(check(url)).rejects.toThrow(`leads to a ${range} address`);
  });

  test('a name that leads inside is refused, also when it leads outside as well', async () => {
    await expect(check('https://robot.example.com/', ['10.1.2.3'])).rejects.toThrow('private');
    await expect(check('https://robot.example.com/', ['93.184.215.14', '169.254.169.254'])).rejects.toThrow(
      'linkLocal',
    );
    await expect(check('https://robot.example.com/', [])).rejects.toThrow('no address');
  });

  test('a public name is connected to at the address that was checked', async () => {
    await expect(check('https://robot.example.com/', ['93.184.215.14'])).resolves.toMatchObject({
      address: '93.184.215.14',
      family: 4,
    });
  });

  test('plain http, other schemes and passwords in the address are refused', async () => {
    await expect(check('http://robot.example.com/', ['93.184.215.14'])).rejects.toThrow('http: is not https:');
    await expect(check('http://robot.example.com/', ['93.184.215.14'], true)).rejects.toThrow('off this machine');
    await expect(check('ftp://127.0.0.1/', [], true)).rejects.toThrow('ftp: is not https:');
    await expect(check('https://user:pass@93.184.215.14/')).rejects.toThrow('user or password');
    await expect(check('nonsense')).rejects.toThrow('not an address');
  });

  test('where loopback is allowed, private addresses stay refused', async () => {
    await expect(check('https://10.0.0.1/', [], true)).rejects.toThrow('private');
    await expect(check('http://127.0.0.1:9/', [], true)).resolves.toMatchObject({ address: '127.0.0.1' });
  });
});

describe('no address inside is reached, however it is written', () => {
  /** IANA's registries of special addresses; what is in none of them is the public internet. */
  const special = new BlockList();
  for (const [net, bits] of [
    ...([
      ['0.0.0.0', 8],
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['127.0.0.0', 8],
      ['169.254.0.0', 16],
    ] as const),
    ...([
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.168.0.0', 16],
      ['198.18.0.0', 15],
    ] as const),
    ...([
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['224.0.0.0', 4],
      ['240.0.0.0', 4],
    ] as const),
  ])
    special.addSubnet(net, bits, 'ipv4');
  const inside = fc
    .constantFrom(
      [0x0a000000, 8],
      [0x7f000000, 8],
      [0xac100000, 12],
      [0xc0a80000, 16],
      [0xa9fe0000, 16],
      [0x64400000, 10],
    )
    .chain(([net = 0, bits = 8]) => fc.nat(2 ** (32 - bits) - 1).map((host) => net + host));
  const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
  const hex = (address: number) => `${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}`;
  const spellings: ((address: number) => string)[] = [
    dotted,
    (address) => String(address),
    (address) => `0x${address.toString(16)}`,
    (address) => `0${address.toString(8)}`,
    (address) => `0x${(address >>> 24).toString(16)}.${address & 0xffffff}`,
    (address) => `[::ffff:${dotted(address)}]`,
    (address) => `[::ffff:${hex(address)}]`,
    (address) => `[0:0:0:0:0:ffff:${hex(address)}]`,
    (address) => `[64:ff9b::${hex(address)}]`,
    (address) => `[2002:${hex(address)}::1]`,
    (address) => `[::${hex(address)}]`,
  ];
  const reaches = (host: string, addresses: string[] = []) =>
    webhookTarget(`https://${host}/`, false, async () => addresses).then(
      ({ address }) => address,
      () => undefined,
    );

  test('20,000 private, loopback, link-local and metadata addresses, each in eleven spellings and behind a name', async () => {
    await fc.assert(
      fc.asyncProperty(inside, fc.constantFrom(...spellings), async (address, spelt) => {
        expect(special.check(dotted(address))).toBe(true);
        expect(await reaches(spelt(address))).toBeUndefined();
        expect(await reaches('robot.example.com', [dotted(address)])).toBeUndefined();
        expect(await reaches('robot.example.com', ['93.184.215.14', `::ffff:${dotted(address)}`])).toBeUndefined();
      }),
      { numRuns: 20_000 },
    );
  });

  test('of any address, only one of the public internet is connected to, and it is the one that was checked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2 ** 32 - 1), async (address) => {
        const reached = await reaches(dotted(address));
        if (special.check(dotted(address))) expect(reached).toBeUndefined();
        else if (reached !== undefined) expect(reached).toBe(dotted(address));
      }),
      { numRuns: 20_000 },
    );
  });

  test('of IPv6, only global unicast addresses', async () => {
    const word = fc.nat(0xffff).map((value) => value.toString(16));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 8, maxLength: 8 }), async (words) => {
        const reached = await reaches(`[${words.join(':')}]`);
        // 2000::/3 is all that was ever given out.
        if (reached?.includes(':')) expect(Number.parseInt(words[0] ?? '', 16) >>> 13).toBe(1);
        for (const net of ['fe80', 'fec0', 'fd00', 'ff02'])
          expect(await reaches(`[${[net, ...words.slice(1)].join(':')}]`)).toBeUndefined();
      }),
      { numRuns: 5_000 },
    );
  });
});
