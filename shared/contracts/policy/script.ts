import { didYouMean } from '../did-you-mean.ts';
import { label } from '../field.ts';

/** What a script may tell, and whether that may be unknown of a customer. */
export const scriptFields = {
  /** What the programme is called. */
  programme: { mayBeUnknown: false },
  /** What the customer's tier is called. */
  tier: { mayBeUnknown: false },
  /** Strongest reason of the decision: `Calls fell 80 % against own average`. */
  reason: { mayBeUnknown: true },
  /** Why the customer may leave, by the policy's rules. */
  churnReason: { mayBeUnknown: true },
  /** What the best offer is called. */
  offer: { mayBeUnknown: true },
  /** What speaks for the best offer. */
  say: { mayBeUnknown: true },
  /** The customer's region. */
  region: { mayBeUnknown: true },
} as const;
/** Something that a script may tell. */
export type ScriptField = keyof typeof scriptFields;

/** Part of a script: words, or a field with what stands in its place where it is unknown. */
export type ScriptPart = { words: string } | { field: string; otherwise: string | null };

/** The parts of a script. `{offer|a plan that fits}` is the best offer, or those words where there is none. */
export const scriptParts = (text: string): ScriptPart[] =>
  text
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      if (!part.startsWith('{') || !part.endsWith('}')) return { words: part };
      const [field = '', ...otherwise] = part.slice(1, -1).split('|');
      return { field, otherwise: otherwise.length > 0 ? otherwise.join('|') : null };
    });

const known = Object.keys(scriptFields);
const isField = (name: string): name is ScriptField => Object.hasOwn(scriptFields, name);

/** What is wrong with one language of a script. */
const faultsOf = (text: string): string[] =>
  scriptParts(text).flatMap((part) => {
    if ('words' in part) return /[{}]/.test(part.words) ? ['a brace without its partner: write {field}'] : [];
    const { field, otherwise } = part;
    if (!isField(field)) return [`unknown field "${field}"${didYouMean(field, known)}`];
    if (otherwise !== null && otherwise.trim() === '') return [`"{${field}|}" says nothing where it is unknown`];
    if (otherwise === null && scriptFields[field].mayBeUnknown)
      return [`"${field}" is not known of everybody: say what stands in its place, as {${field}|...}`];
    return [];
  });

/** What an agent says, or a message tells: words with `{field}` or `{field|words where it is unknown}` in them. */
export const script = () =>
  label().superRefine((given, context) => {
    for (const language of ['en', 'zh'] as const)
      for (const message of faultsOf(given[language])) context.addIssue({ code: 'custom', path: [language], message });
  });
