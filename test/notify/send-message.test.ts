import { describe, expect, test } from 'vitest';
import { sendMessage } from '../../functions/notify/send-message.ts';
import { type CustomerMessage, customerMessage } from '../../shared/contracts/messages/customer-message.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { Tables } from './doubles.ts';
import { aRequest } from './factories.ts';

const contactBetween = { from: '2026-11-01T01:00:00.000Z', until: '2026-11-01T13:00:00.000Z' };
const request = aRequest({
  ...{ workId: 'w1', channel: 'message', message: { template: 'stay', language: 'zh' }, contactBetween },
});

const desk = (fails = 0) => {
  const tables = new Tables();
  const sent: CustomerMessage[] = [];
  let left = fails;
  const send = sendMessage({
    work: tables,
    channel: {
      async send(message) {
        if (left-- > 0) throw new Error('no answer');
        sent.push(message);
      },
    },
    now: () => Date.parse('2026-10-31T20:00:00Z'),
    report: { sent: () => {}, repeated: () => {} },
  });
  return { tables, sent, send: (one: WorkRequested) => send(one) };
};

describe('a message to a customer', () => {
  test('says the text, the customer and the hours, and nothing that names a person', async () => {
    const { send, sent } = desk();
    await send(request);
    expect(sent).toEqual([
      {
        ...{ version: 1, messageId: 'w1', customerId: 'C-w1', template: 'stay', language: 'zh' },
        sendBetween: contactBetween,
      },
    ]);
    expect(customerMessage.parse(sent[0])).toEqual(sent[0]);
  });

  test('is sent once, however often it is asked for, and is work that was sent: no agent has it, nobody is reminded', async () => {
    const { send, sent, tables } = desk();
    await send(request);
    await send(request);
    expect(sent).toHaveLength(1);
    expect(tables.items.get('w1')).toMatchObject({ state: 'sent', agentId: null, dueShard: null, channel: 'message' });
  });

  test('that the topic did not take is tried again', async () => {
    const { send, sent, tables } = desk(1);
    await expect(send(request)).rejects.toThrow('no answer');
    expect(tables.items.size).toBe(0);
    await send(request);
    expect(sent).toHaveLength(1);
  });

  test('without a template is refused, not sent blank', async () => {
    const { send, sent } = desk();
    await expect(send({ ...request, message: undefined })).rejects.toThrow('names no template');
    expect(sent).toEqual([]);
  });
});
