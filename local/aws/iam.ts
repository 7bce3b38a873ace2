/** One statement of a policy, patterns compiled. Only what `statements` accepts can be in it. */
export type Statement = {
  allow: boolean;
  actions: RegExp[];
  notActions: RegExp[];
  resources: RegExp[];
  notResources: RegExp[];
  /** Service principals (`events.amazonaws.com`) or `*`; empty in policies of a role. */
  principals: string[];
  conditions: Condition[];
};

type Condition = { positive: boolean; key: string; values: RegExp[] };

/** One thing that a caller wants to do. */
export type Wish = { action: string; resource: string };

/** Facts of a request that conditions may ask for. Loopback counts as TLS: there is no wire to listen on. */
const ALWAYS: Readonly<Record<string, string>> = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const KNOWN_KEYS = new Set(['aws:SecureTransport', 'aws:SourceArn', 'aws:SourceAccount', 's3:TlsVersion']);
const OPERATORS: Readonly<Record<string, { positive: boolean; wild: boolean }>> = {
  StringEquals: { positive: true, wild: false },
  StringNotEquals: { positive: false, wild: false },
  StringLike: { positive: true, wild: true },
  ArnEquals: { positive: true, wild: true },
  ArnLike: { positive: true, wild: true },
  Bool: { positive: true, wild: false },
};

const list = (value: unknown): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

const pattern = (text: string, flags = ''): RegExp =>
  new RegExp(
    `^${text
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')}$`,
    flags,
  );
const literal = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

/**
 * Compiles a policy document.
 * @param refuse - told of each operator, key or principal that the evaluator cannot weigh; such a statement is left out.
 */
export const statements = (document: unknown, refuse: (problem: string) => void): Statement[] => {
  const { Statement: written } = document as { Statement: Record<string, unknown>[] | Record<string, unknown> };
  return (Array.isArray(written) ? written : [written]).flatMap((one) => {
    const conditions: Condition[] = [];
    for (const [operator, keys] of Object.entries((one.Condition ?? {}) as Record<string, Record<string, unknown>>)) {
      for (const [key, values] of Object.entries(keys)) {
        const kind = OPERATORS[operator];
        // "Deny below TLS 1.2" is the one numeric condition that the CDK writes; it never matches here.
        if (operator === 'NumericLessThan' && key === 's3:TlsVersion') return [];
        if (!kind || !KNOWN_KEYS.has(key)) {
          refuse(`condition ${operator} ${key}`);
          return [];
        }
        conditions.push({
          positive: kind.positive,
          key,
          values: list(values).map((v) => (kind.wild ? pattern(v) : literal(v))),
        });
      }
    }
    const principal = one.Principal;
    const principals =
      typeof principal === 'object' && principal !== null
        ? Object.entries(principal).flatMap(([kind, who]) =>
            list(who).map((p) => (kind === 'Service' || p === '*' ? p : `${kind}:${p}`)),
          )
        : list(principal);
    return [
      {
        allow: one.Effect === 'Allow',
        actions: list(one.Action).map((text) => pattern(text, 'i')),
        notActions: list(one.NotAction).map((text) => pattern(text, 'i')),
        resources: list(one.Resource).map((text) => pattern(text)),
        notResources: list(one.NotResource).map((text) => pattern(text)),
        principals,
        conditions,
      },
    ];
  });
};

const any = (patterns: RegExp[], text: string): boolean => patterns.some((one) => one.test(text));

/** Whether the statements allow the wish: an explicit deny wins, and nothing is allowed that no statement allows. */
export const allows = (
  policy: readonly Statement[],
  { action, resource }: Wish,
  request: { principal?: string; context?: Readonly<Record<string, string>> } = {},
): boolean => {
  const context = { ...ALWAYS, ...request.context };
  const matching = policy.filter(
    (one) =>
      (one.notActions.length > 0 ? !any(one.notActions, action) : any(one.actions, action)) &&
      // Trust policies have no resource: they are about the role itself.
      (one.notResources.length > 0
        ? !any(one.notResources, resource)
        : one.resources.length === 0 || any(one.resources, resource)) &&
      (one.principals.length === 0 ||
        one.principals.includes('*') ||
        one.principals.includes(request.principal ?? '')) &&
      one.conditions.every(({ positive, key, values }) => {
        const value = context[key];
        return value === undefined ? !positive : any(values, value) === positive;
      }),
  );
  return matching.some((one) => one.allow) && matching.every((one) => one.allow);
};
