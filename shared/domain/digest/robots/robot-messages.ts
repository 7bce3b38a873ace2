import type { DigestPolicy } from '../../../contracts/policy/digest.ts';
import type { RobotKind } from '../../../contracts/robots/robot.ts';
import type { Digest, DigestEntry } from '../digest.ts';
import { type Language, sayIn } from '../digest-words.ts';
import { dingtalk } from './dingtalk.ts';
import { feishu } from './feishu.ts';
import type { Piece, RobotFormat } from './robot-format.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { wecom } from './wecom.ts';

/** All formats by service. */
export const robotFormats: Record<RobotKind, RobotFormat> = { wecom, dingtalk, feishu, slack, teams };

/** An entry that no message holds whole is cut to so many characters: nobody's id, name and reason are longer. */
const mostCharacters = 500;

/**
 * A digest as messages of a service: as few as its published limits allow, and never more than the policy says. What does
 * not fit is counted in the last one, so that nobody takes the list for whole.
 */
export const robotMessages = (
  kind: RobotKind,
  { subject, opening, entries }: Pick<Digest, 'subject' | 'opening' | 'entries'>,
  language: Language,
  policy: DigestPolicy,
): object[] => {
  const format = robotFormats[kind];
  const say = sayIn(policy, language);
  const piece = (own: readonly DigestEntry[], part: number, of: number, closing?: string): Piece => {
    const mark = of > 1 ? ` ${say('part', { part, of })}` : '';
    return {
      ...{ title: `${subject}${mark}`, entries: own, language, linkText: say('link') },
      // The greeting once, the counts in every part, so that each can be read alone.
      opening: [...(part === 1 ? opening.slice(0, -1) : []), `${opening.at(-1) ?? ''}${mark}`],
      ...(closing !== undefined && { closing }),
    };
  };
  const longest = (own: readonly DigestEntry[], closing?: string): Piece => {
    const last = piece(own, policy.mostParts, policy.mostParts, closing);
    return { ...last, opening: [...opening.slice(0, -1), ...last.opening] };
  };
  const fits = (own: readonly DigestEntry[], closing?: string): boolean =>
    // With the greeting and the greatest numbers there may be: whatever part it becomes, it is no longer than this.
    format.published.safeParse(format.message(longest(own, closing))).success;

  const pieces = inPieces(
    entries.map((entry) => (fits([entry]) ? entry : { head: entry.head.slice(0, mostCharacters), details: [] })),
    fits,
  );
  const told = pieces.slice(0, policy.mostParts);
  let untold = pieces.slice(policy.mostParts).reduce((count, own) => count + own.length, 0);
  const last = [...(told.pop() ?? [])];
  while (untold > 0 && last.length > 0 && !fits(last, say('more', { count: untold }))) {
    last.pop();
    untold++;
  }
  const all = [...told, last];
  return all.map((own, index) => {
    const closing = untold > 0 && index === all.length - 1 ? say('more', { count: untold }) : undefined;
    return format.message(piece(own, index + 1, all.length, closing));
  });
};

/** Entries in order, as many together as fit. */
const inPieces = (entries: readonly DigestEntry[], fits: (own: readonly DigestEntry[]) => boolean): DigestEntry[][] => {
  const pieces: DigestEntry[][] = [];
  let own: DigestEntry[] = [];
  for (const entry of entries) {
    if (own.length > 0 && !fits([...own, entry])) {
      pieces.push(own);
      own = [];
    }
    own.push(entry);
  }
  return [...pieces, own];
};
