import type { Label } from '../../contracts/field.ts';
import { type ScriptField, scriptParts } from '../../contracts/policy/script.ts';

/** What a script may tell of a customer; undefined where it is unknown. */
export type Told = Readonly<Record<ScriptField, Label | undefined>>;

/** A script with its fields filled in; where one is unknown, the words that the policy puts in its place. */
export const filledScript = (script: Label, told: Told): Label => {
  const filled = (language: keyof Label): string =>
    scriptParts(script[language])
      .map((part) =>
        'words' in part ? part.words : (told[part.field as ScriptField]?.[language] ?? part.otherwise ?? ''),
      )
      .join('');
  return { en: filled('en'), zh: filled('zh') };
};
