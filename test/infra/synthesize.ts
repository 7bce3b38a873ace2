import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../infra/config.ts';
import { projectRoot } from '../../infra/constructs/bundling.ts';
import { PipelineStack } from '../../infra/pipeline-stack.ts';

/** A text of a template, or a reference that stands for one. */
export type Text =
  | string
  | { Ref: string }
  | { 'Fn::GetAtt': [string, string] }
  | { 'Fn::Join': [string, Text[]] }
  | { 'Fn::Sub': string };

/** One value or many. */
export type Many<T> = T | T[];

/** A statement of an IAM policy. */
export type Statement = {
  Effect: 'Allow' | 'Deny';
  Action: Many<string>;
  Resource?: Many<Text>;
  Principal?: unknown;
  Condition?: Record<string, Record<string, Text>>;
};

/** The context values of cdk.json. */
export const cdkContext = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(`${projectRoot}/cdk.json`, 'utf8')) as { context: Record<string, unknown> }).context;

/** The app as `cdk synth` makes it, but without bundling: the template is the same. */
export const makeStack = (context: Record<string, unknown> = {}) => {
  const app = new App({
    context: { ...cdkContext(), ...context, 'aws:cdk:bundling-stacks': [] },
    ...{ treeMetadata: false, stackTraces: false },
  });
  const stack = new PipelineStack(app, 'Tierline', readConfig({ ...cdkContext(), ...context }, projectRoot));
  return { app, stack };
};

/** The template, with a reader of its resources by type. */
export const synthesize = (context: Record<string, unknown> = {}) => {
  const template = Template.fromStack(makeStack(context).stack).toJSON() as {
    Resources: Record<string, { Type: string; Properties: unknown; DeletionPolicy?: string }>;
    Outputs: Record<string, { Value: Text }>;
  };
  /** Logical id and properties of every resource of a type. */
  const of = <Properties>(type: string): { id: string; properties: Properties }[] =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties: properties }]) => ({ id, properties: properties as Properties }));
  return { template, of };
};

/** `<Logical.Attribute>/rest`: a reference as a person would read it. */
export const flat = (text: Text): string => {
  if (typeof text === 'string') return text;
  if ('Ref' in text) return `<${text.Ref}>`;
  if ('Fn::GetAtt' in text) return `<${text['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in text) return text['Fn::Join'][1].map(flat).join(text['Fn::Join'][0]);
  return text['Fn::Sub'];
};

/** The values of a member that holds one or many. */
export const list = <T>(value: Many<T> | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
