/** Account number that everything in the embedded AWS belongs to. */
export const ACCOUNT = '000000000000';

/** A value of a template: JSON in which an object with one `Ref` or `Fn::` member stands for another value. */
export type Value = string | number | boolean | null | undefined | Value[] | { [member: string]: Value };

/** One resource of a template. */
export type Resource = {
  Type: string;
  Properties?: Record<string, Value>;
  Condition?: string;
  Metadata?: Record<string, Value>;
};

/** The members of a synthesized template that mean anything here. */
export type Template = {
  Parameters?: Record<string, { Default?: Value }>;
  Conditions?: Record<string, Value>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: Value }>;
};

/** What `Ref` and `Fn::GetAtt` say of a resource; undefined where it has no such attribute. */
export type Attributes = (logicalId: string, attribute: string | undefined) => Value;

/** Resolves template values: `value` everything below it, `condition` a condition's name. */
export type Resolver = { value: (value: Value) => Value; condition: (name: string) => boolean };

/**
 * Makes a resolver of CloudFormation's intrinsic functions.
 * @throws Error naming the function, reference or attribute that cannot be resolved without the real AWS.
 */
export const resolver = (template: Template, pseudo: Record<string, string>, attributes: Attributes): Resolver => {
  const known = (what: string, found: Value): Value => {
    if (found === undefined) throw new Error(`cannot resolve ${what} in the embedded AWS`);
    return found;
  };

  const reference = (name: string): Value => {
    if (name === 'AWS::NoValue') return undefined;
    if (name in pseudo) return pseudo[name];
    if (template.Parameters?.[name])
      return known(`parameter ${name}: it has no default`, template.Parameters[name].Default);
    return known(`Ref ${name}`, attributes(name, undefined));
  };
  const attribute = (id: string, name: string): Value => known(`Fn::GetAtt ${id}.${name}`, attributes(id, name));

  const condition = (name: string): boolean => test(known(`condition ${name}`, template.Conditions?.[name]));

  const test = (value: Value): boolean => {
    const [name, argument] = Object.entries(value as Record<string, Value>)[0] ?? ['nothing', undefined];
    const operands = Array.isArray(argument) ? argument : [argument];
    if (name === 'Fn::Equals') return JSON.stringify(resolve(operands[0])) === JSON.stringify(resolve(operands[1]));
    if (name === 'Fn::And') return operands.every(test);
    if (name === 'Fn::Or') return operands.some(test);
    if (name === 'Fn::Not') return !test(operands[0]);
    if (name === 'Condition') return condition(String(argument));
    throw new Error(`cannot resolve condition function ${name} in the embedded AWS`);
  };

  const substitute = (text: string, own: Record<string, Value>): string =>
    text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in own) return String(resolve(own[name]));
      const [id = '', ...path] = name.split('.');
      return String(path.length > 0 ? attribute(id, path.join('.')) : reference(name));
    });

  const functions: Record<string, (argument: Value) => Value> = {
    Ref: (name) => reference(String(name)),
    'Fn::GetAtt': (path) => {
      const [id = '', ...rest] = Array.isArray(path)
        ? path.map((part) => String(resolve(part)))
        : String(path).split('.');
      return attribute(id, rest.join('.'));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = argument as [string, Value];
      return (resolve(parts) as Value[]).map(String).join(separator);
    },
    'Fn::Split': (argument) => {
      const [separator, text] = argument as [string, Value];
      return String(resolve(text)).split(separator);
    },
    'Fn::Select': (argument) => {
      const [index, list] = argument as [Value, Value];
      return known('Fn::Select: no such element', (resolve(list) as Value[])[Number(resolve(index))]);
    },
    'Fn::Sub': (argument) =>
      Array.isArray(argument)
        ? substitute(String(argument[0]), argument[1] as Record<string, Value>)
        : substitute(String(argument), {}),
    'Fn::If': (argument) => {
      const [name, then, otherwise] = argument as [string, Value, Value];
      return resolve(condition(name) ? then : otherwise);
    },
  };

  const resolve = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(resolve).filter((element) => element !== undefined);
    if (value === null || typeof value !== 'object') return value;
    const members = Object.entries(value);
    const [name, argument] = members[0] ?? ['', undefined];
    if (members.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      const apply = functions[name];
      if (!apply) throw new Error(`cannot resolve ${name} in the embedded AWS`);
      return apply(argument);
    }
    return Object.fromEntries(
      members.map(([key, member]) => [key, resolve(member)] as const).filter(([, member]) => member !== undefined),
    );
  };

  return { value: resolve, condition };
};
