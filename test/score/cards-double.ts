import { type CardDesk, cardHash } from '../../shared/aws/card-desk.ts';
import type { CardInForce, CardItem, CardWatch } from '../../shared/contracts/items/card.ts';
import type { LearnedCard } from '../../shared/contracts/learned-card.ts';

/** Learned cards in memory, with the conditions of the real desk. */
export const memoryCards = (tick: () => void = () => {}) => {
  const documents = new Map<string, LearnedCard>();
  const register = new Map<string, CardItem>();
  const inForce = new Map<string, CardInForce>();
  const watches = new Map<string, CardWatch>();
  const effect = async <T>(work: () => T): Promise<T> => {
    tick();
    const answer = work();
    tick();
    return answer;
  };
  const desk: CardDesk = {
    save: (card) =>
      effect(() => {
        documents.set(cardHash(card), card);
        return cardHash(card);
      }),
    card: async (hash) => {
      const found = documents.get(hash);
      if (!found) throw new Error(`there is no object cards/${hash}.json`);
      return found;
    },
    register: (item) => effect(() => !register.has(item.hash) && Boolean(register.set(item.hash, item))),
    cards: async () => [...register.values()],
    inForce: async (replaces) => inForce.get(replaces) ?? { version: 1, replaces, hash: null, history: [] },
    move: (before, move) =>
      effect(() => {
        const now = inForce.get(before.replaces)?.history.length ?? 0;
        if (now !== before.history.length) return false;
        inForce.set(before.replaces, { ...before, hash: move.to, history: [...before.history, move] });
        return true;
      }),
    saveWatch: (watch) => effect(() => void watches.set(`${watch.month}#${watch.hash}`, watch)),
    watches: async () => [...watches.values()].reverse(),
  };
  return { desk, documents, register, inForce, watches };
};
