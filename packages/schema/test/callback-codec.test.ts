import { describe, expect, it } from 'vitest';
import { type Callback, callback, decodeAnswers, encodeCallbacks, LONGEST_TYPED, NOT_PRESSED, WaygateError } from '../src/index.ts';

const credentials: Callback[] = [
  { type: 'NameCallback', prompt: 'User Name', value: '' },
  { type: 'PasswordCallback', prompt: 'Password' },
];
const waiting: Callback[] = [
  { type: 'PollingWaitCallback', waitTime: 5000, message: 'Waiting' },
  { type: 'HiddenValueCallback', id: 'pushChallengeNumber', value: '43' },
  {
    type: 'ConfirmationCallback',
    prompt: '',
    messageType: 'information',
    options: ['Cancel'],
    defaultOption: 0,
    selected: NOT_PRESSED,
  },
];

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof WaygateError) {
      expect(error.kind).toBe('input');
      return error.code;
    }
    throw error;
  }
  return 'nothing thrown';
}

describe('what is put on the wire', () => {
  it('numbers inputs by place, output-only callbacks counted, and writes message types as digits in strings', () => {
    expect(encodeCallbacks([{ type: 'TextOutputCallback', message: 'Hi', messageType: 'script' }, ...credentials], false)).toEqual([
      {
        type: 'TextOutputCallback',
        output: [
          { name: 'message', value: 'Hi' },
          { name: 'messageType', value: '4' },
        ],
      },
      { type: 'NameCallback', output: [{ name: 'prompt', value: 'User Name' }], input: [{ name: 'IDToken2', value: '' }] },
      { type: 'PasswordCallback', output: [{ name: 'prompt', value: 'Password' }], input: [{ name: 'IDToken3', value: '' }] },
    ]);
  });

  it('tells what browsers may fill in only where an author said so', () => {
    const outputs = (autocompleteValues?: string[]) =>
      encodeCallbacks(
        [callback.parse({ type: 'NameCallback', prompt: 'Name', ...(autocompleteValues === undefined ? {} : { autocompleteValues }) })],
        false,
      )[0]?.output;
    expect(outputs(['username', 'webauthn'])).toEqual([
      { name: 'prompt', value: 'Name' },
      { name: 'autocompleteValues', value: ['username', 'webauthn'] },
    ]);
    expect([outputs(), outputs([])]).toEqual([[{ name: 'prompt', value: 'Name' }], [{ name: 'prompt', value: 'Name' }]]);
  });

  it('writes the waiting page as AM does: wait time as text, hidden input starting as the id, confirmation numbers as numbers', () => {
    expect(encodeCallbacks(waiting, true)).toEqual([
      {
        type: 'PollingWaitCallback',
        output: [
          { name: 'waitTime', value: '5000' },
          { name: 'message', value: 'Waiting' },
        ],
        _id: 0,
      },
      {
        type: 'HiddenValueCallback',
        output: [
          { name: 'value', value: '43' },
          { name: 'id', value: 'pushChallengeNumber' },
        ],
        input: [{ name: 'IDToken2', value: 'pushChallengeNumber' }],
        _id: 1,
      },
      {
        type: 'ConfirmationCallback',
        output: [
          { name: 'prompt', value: '' },
          { name: 'messageType', value: 0 },
          { name: 'options', value: ['Cancel'] },
          { name: 'optionType', value: -1 },
          { name: 'defaultOption', value: 0 },
        ],
        input: [{ name: 'IDToken3', value: 100 }],
        _id: 2,
      },
    ]);
  });

  it('writes failed policies as JSON texts', () => {
    const [wire] = encodeCallbacks(
      [
        {
          type: 'ValidatedCreateUsernameCallback',
          prompt: 'Username',
          value: 'x',
          policies: {},
          failedPolicies: [{ policyRequirement: 'MIN_LENGTH', params: { minLength: 3 } }],
          validateOnly: false,
        },
      ],
      false,
    );
    expect(wire?.output.find(({ name }) => name === 'failedPolicies')?.value).toEqual([
      '{"policyRequirement":"MIN_LENGTH","params":{"minLength":3}}',
    ]);
    expect(wire?.input?.map(({ name }) => name)).toEqual(['IDToken1', 'IDToken1validateOnly']);
  });
});

describe('the profile of a device', () => {
  const asked: Callback[] = [{ type: 'DeviceProfileCallback', metadata: true, location: false, message: 'Collecting …' }];

  it('is asked for as clients know it', () => {
    expect(encodeCallbacks(asked, false)).toEqual([
      {
        type: 'DeviceProfileCallback',
        output: [
          { name: 'metadata', value: true },
          { name: 'location', value: false },
          { name: 'message', value: 'Collecting …' },
        ],
        input: [{ name: 'IDToken1', value: '' }],
      },
    ]);
  });

  it.each([
    ['{"identifier":"x"}', '{"identifier":"x"}'],
    ['', ''],
    [null, ''],
    ['x'.repeat(65_536), 'x'.repeat(65_536)],
  ])('is a text', (value, read) => {
    const posted = [{ type: 'DeviceProfileCallback', input: [{ name: 'IDToken1', value }] }];
    expect(decodeAnswers(asked, posted)).toEqual([{ type: 'DeviceProfileCallback', value: read }]);
  });

  it.each([
    ['callback.wrong_type', [{ type: 'DeviceProfileCallback', input: [{ name: 'IDToken1', value: { identifier: 'x' } }] }]],
    ['callback.too_long', [{ type: 'DeviceProfileCallback', input: [{ name: 'IDToken1', value: 'x'.repeat(65_537) }] }]],
    ['callback.missing', []],
  ])('breaks with %s', (code, posted) => {
    expect(() => decodeAnswers(asked, posted)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a bound device', () => {
  const prompt = { challenge: 'CS3+g40V', title: 'Confirm', subtitle: '', description: '', timeout: 60 };
  const asked: Callback[] = [
    { type: 'DeviceBindingCallback', userId: 'id=1', username: 'demo', authenticationType: 'NONE', attestation: false, ...prompt },
    { type: 'DeviceSigningVerifierCallback', userId: '', ...prompt },
  ];

  it('is asked for as apps know it', () => {
    expect(encodeCallbacks(asked, false)).toEqual([
      {
        type: 'DeviceBindingCallback',
        output: [
          { name: 'userId', value: 'id=1' },
          { name: 'username', value: 'demo' },
          { name: 'authenticationType', value: 'NONE' },
          { name: 'challenge', value: 'CS3+g40V' },
          { name: 'title', value: 'Confirm' },
          { name: 'subtitle', value: '' },
          { name: 'description', value: '' },
          { name: 'timeout', value: 60 },
          { name: 'attestation', value: false },
        ],
        input: [
          { name: 'IDToken1jws', value: '' },
          { name: 'IDToken1deviceName', value: '' },
          { name: 'IDToken1deviceId', value: '' },
          { name: 'IDToken1clientError', value: '' },
        ],
      },
      {
        type: 'DeviceSigningVerifierCallback',
        output: [
          { name: 'userId', value: '' },
          { name: 'challenge', value: 'CS3+g40V' },
          { name: 'title', value: 'Confirm' },
          { name: 'subtitle', value: '' },
          { name: 'description', value: '' },
          { name: 'timeout', value: 60 },
        ],
        input: [
          { name: 'IDToken2jws', value: '' },
          { name: 'IDToken2clientError', value: '' },
        ],
      },
    ]);
  });

  it('answers with what it signed, or with what kept it from signing', () => {
    const posted = [
      {
        type: 'DeviceBindingCallback',
        input: [
          { name: 'IDToken1jws', value: 'a.b.c' },
          { name: 'IDToken1deviceName', value: 'Pixel' },
        ],
      },
      { type: 'DeviceSigningVerifierCallback', input: [{ name: 'IDToken2clientError', value: 'Abort' }] },
    ];
    expect(decodeAnswers(asked, posted)).toEqual([
      { type: 'DeviceBindingCallback', jws: 'a.b.c', deviceName: 'Pixel', deviceId: '', clientError: '' },
      { type: 'DeviceSigningVerifierCallback', jws: '', clientError: 'Abort' },
    ]);
    expect(() =>
      decodeAnswers(asked, [{ type: 'DeviceBindingCallback', input: [{ name: 'IDToken1jws', value: 'x'.repeat(65_537) }] }]),
    ).toThrow(expect.objectContaining({ code: 'callback.too_long' }));
  });
});

describe('the callbacks of registration and profile', () => {
  const profile: Callback[] = [
    callback.parse({ type: 'StringAttributeInputCallback', name: 'sn', prompt: 'Last Name', required: true, value: 'Muster' }),
    callback.parse({
      type: 'NumberAttributeInputCallback',
      name: 'age',
      prompt: 'Age',
      failedPolicies: [{ policyRequirement: 'REQUIRED' }],
    }),
    callback.parse({ type: 'BooleanAttributeInputCallback', name: 'preferences/updates', prompt: 'News' }),
    { type: 'KbaCreateCallback', prompt: 'Choose', predefinedQuestions: ['Color?'], allowUserDefinedQuestions: true, question: '' },
    { type: 'TermsAndConditionsCallback', version: '1.0', terms: '<p>…</p>', createDate: '2019-10-28T04:20:11.320Z' },
    {
      type: 'ConsentMappingCallback',
      name: 'managedUser_crm',
      displayName: 'CRM',
      icon: '',
      accessLevel: 'Actual Profile',
      isRequired: false,
      message: 'Share?',
      fields: ['mail'],
    },
  ];
  const posted = (values: Record<string, unknown>) =>
    encodeCallbacks(profile, true).map((one) => ({
      ...one,
      input: one.input?.map((input) => (Object.hasOwn(values, input.name) ? { ...input, value: values[input.name] } : input)),
    }));

  it('are written with the outputs and inputs that clients know, in their order', () => {
    const wire = encodeCallbacks(profile, false);
    expect(wire.map(({ output }) => output.map(({ name }) => name))).toEqual([
      ['name', 'prompt', 'required', 'policies', 'failedPolicies', 'validateOnly', 'value'],
      ['name', 'prompt', 'required', 'policies', 'failedPolicies', 'validateOnly', 'value'],
      ['name', 'prompt', 'required', 'policies', 'failedPolicies', 'validateOnly', 'value'],
      ['prompt', 'predefinedQuestions', 'allowUserDefinedQuestions'],
      ['version', 'terms', 'createDate'],
      ['name', 'displayName', 'icon', 'accessLevel', 'isRequired', 'message', 'fields'],
    ]);
    expect(wire.flatMap(({ input }) => input ?? [])).toEqual([
      { name: 'IDToken1', value: 'Muster' },
      { name: 'IDToken1validateOnly', value: false },
      { name: 'IDToken2', value: null },
      { name: 'IDToken2validateOnly', value: false },
      { name: 'IDToken3', value: false },
      { name: 'IDToken3validateOnly', value: false },
      { name: 'IDToken4question', value: '' },
      { name: 'IDToken4answer', value: '' },
      { name: 'IDToken5', value: false },
      { name: 'IDToken6', value: false },
    ]);
    expect(wire[1]?.output.find(({ name }) => name === 'failedPolicies')?.value).toEqual(['{"policyRequirement":"REQUIRED"}']);
  });

  it.each([
    ['values of their kinds', { IDToken2: 41.5, IDToken3: true, IDToken5: true, IDToken6: true }],
    ['texts, as forms send them', { IDToken2: ' 41.5', IDToken3: 'true', IDToken5: 'true', IDToken6: 'true' }],
  ])('are read from %s', (_, values) => {
    const more = { IDToken1: 'Test', IDToken3validateOnly: true, IDToken4question: 'Color?', IDToken4answer: 'Blue' };
    expect(decodeAnswers(profile, posted({ ...values, ...more }))).toEqual([
      { type: 'StringAttributeInputCallback', value: 'Test', validateOnly: false },
      { type: 'NumberAttributeInputCallback', value: 41.5, validateOnly: false },
      { type: 'BooleanAttributeInputCallback', value: true, validateOnly: true },
      { type: 'KbaCreateCallback', question: 'Color?', answer: 'Blue' },
      { type: 'TermsAndConditionsCallback', accepted: true },
      { type: 'ConsentMappingCallback', accepted: true },
    ]);
  });

  it('take the place of a question for the question, as the login widget posts it, and leave what is no place as it is', () => {
    const kba: Callback[] = [
      {
        type: 'KbaCreateCallback',
        prompt: 'Choose',
        predefinedQuestions: ['Color?', '0', 'Pet?'],
        allowUserDefinedQuestions: true,
        question: '',
      },
    ];
    const asked = (question: string) => {
      const input = [
        { name: 'IDToken1question', value: question },
        { name: 'IDToken1answer', value: 'Blue' },
      ];
      return decodeAnswers(kba, [{ type: 'KbaCreateCallback', input }]).map((answer) =>
        'question' in answer ? answer.question : answer.type,
      );
    };
    expect(['2', '0', '3', '02', '-1', '1.0', 'Who sings?', ''].flatMap(asked)).toEqual([
      'Pet?',
      '0',
      '3',
      '02',
      '-1',
      '1.0',
      'Who sings?',
      '',
    ]);
  });

  it('posted as they came are no consent and no number', () => {
    expect(decodeAnswers(profile, posted({}))).toMatchObject([
      { value: 'Muster' },
      { value: undefined },
      { value: false },
      { question: '', answer: '' },
      { accepted: false },
      { accepted: false },
    ]);
  });

  it.each([
    ['callback.wrong_type', { IDToken2: 'many' }],
    ['callback.wrong_type', { IDToken2: '1e3' }],
    ['callback.wrong_type', { IDToken3: 'yes' }],
    ['callback.wrong_type', { IDToken5: 1 }],
    ['callback.wrong_type', { IDToken4answer: ['Blue'] }],
    ['callback.too_long', { IDToken4answer: 'x'.repeat(LONGEST_TYPED + 1) }],
  ])('are refused with %s for %o', (code, values) => {
    expect(codeOf(() => decodeAnswers(profile, posted(values)))).toBe(code);
  });

  it('are missed when they are left out', () => {
    for (const place of profile.keys()) {
      expect(
        codeOf(() =>
          decodeAnswers(
            profile,
            posted({}).filter((__, index) => index !== place),
          ),
        ),
      ).toMatch(/callback\.missing|callback\.type/);
    }
  });
});

describe('what comes back', () => {
  const filled = () => {
    const wire = encodeCallbacks(credentials, false);
    return wire.map((callback, index) => ({
      ...callback,
      input: [{ name: `IDToken${index + 1}`, value: index === 0 ? 'demo' : 'secret' }],
    }));
  };

  it('is matched by name, whatever the order, and needs no output', () => {
    const posted = filled()
      .reverse()
      .map(({ type, input }) => ({ type, input }));
    expect(decodeAnswers(credentials, posted)).toEqual([
      { type: 'NameCallback', value: 'demo' },
      { type: 'PasswordCallback', value: 'secret' },
    ]);
  });

  it('may leave output-only callbacks out, and a step that only waits may come back empty or not at all', () => {
    const nothing = [
      { type: 'PollingWaitCallback', seen: true },
      { type: 'HiddenValueCallback', value: undefined },
      { type: 'ConfirmationCallback', index: undefined },
    ];
    expect(decodeAnswers(waiting, undefined)).toEqual(nothing);
    expect(decodeAnswers(waiting, [])).toEqual(nothing);
    expect(decodeAnswers(waiting, encodeCallbacks(waiting, true))).toEqual(nothing);
  });

  it('takes an index as a number or as digits, and 100 as not pressed', () => {
    const press = (value: unknown) => decodeAnswers(waiting, [{ type: 'ConfirmationCallback', input: [{ name: 'IDToken3', value }] }])[2];
    expect(press(0)).toEqual({ type: 'ConfirmationCallback', index: 0 });
    expect(press('0')).toEqual({ type: 'ConfirmationCallback', index: 0 });
    expect(press(100)).toEqual({ type: 'ConfirmationCallback', index: undefined });
    expect(codeOf(() => press(1))).toBe('callback.option_out_of_range');
    expect(codeOf(() => press(-1))).toBe('callback.wrong_type');
    expect(codeOf(() => press(true))).toBe('callback.wrong_type');
    expect(codeOf(() => press('0x0'))).toBe('callback.wrong_type');
  });

  it.each([
    ['nothing at all', undefined, 'callback.missing'],
    ['an empty list', [], 'callback.missing'],
    ['one of two', [{ type: 'NameCallback', input: [{ name: 'IDToken1', value: 'demo' }] }], 'callback.missing'],
    ['a text', 'callbacks', 'callback.malformed'],
    ['an object', {}, 'callback.malformed'],
    ['a list of texts', ['x', 'y'], 'callback.malformed'],
    ['a callback without a type', [{ input: [] }], 'callback.malformed'],
    ['an input that is no list', [{ type: 'NameCallback', input: {} }], 'callback.malformed'],
    ['an input without a name', [{ type: 'NameCallback', input: [{ value: 'x' }] }], 'callback.malformed'],
    ['one too many', [...filled(), ...filled()], 'callback.count'],
    ['the same one twice', [filled()[0], filled()[0]], 'callback.repeated'],
    [
      'the same input twice',
      [
        {
          type: 'NameCallback',
          input: [
            { name: 'IDToken1', value: 'a' },
            { name: 'IDToken1', value: 'b' },
          ],
        },
        filled()[1],
      ],
      'callback.repeated',
    ],
    [
      'an input of another callback',
      [
        {
          type: 'NameCallback',
          input: [
            { name: 'IDToken1', value: 'a' },
            { name: 'IDToken2', value: 'b' },
          ],
        },
      ],
      'callback.unknown_input',
    ],
    ['an input that does not exist', [{ type: 'NameCallback', input: [{ name: 'IDToken7', value: 'a' }] }], 'callback.unknown_input'],
    ['another type at the place', [{ type: 'PasswordCallback', input: [{ name: 'IDToken1', value: 'a' }] }], 'callback.type'],
    ['a type that was not asked', [{ type: 'ChoiceCallback' }, filled()[1]], 'callback.type'],
    [
      'a number where a text belongs',
      [{ type: 'NameCallback', input: [{ name: 'IDToken1', value: 7 }] }, filled()[1]],
      'callback.wrong_type',
    ],
    [
      'an object where a text belongs',
      [{ type: 'NameCallback', input: [{ name: 'IDToken1', value: { $ne: '' } }] }, filled()[1]],
      'callback.wrong_type',
    ],
    [
      'a text without end',
      [{ type: 'NameCallback', input: [{ name: 'IDToken1', value: 'x'.repeat(LONGEST_TYPED + 1) }] }, filled()[1]],
      'callback.too_long',
    ],
  ])('refuses %s', (_, posted, code) => {
    expect(codeOf(() => decodeAnswers(credentials, posted))).toBe(code);
  });

  it('takes a callback that was posted without a value as answered with its initial value', () => {
    const posted = [
      { type: 'NameCallback', input: [] },
      { type: 'PasswordCallback', input: [{ name: 'IDToken2', value: null }] },
    ];
    expect(decodeAnswers(credentials, posted)).toEqual([
      { type: 'NameCallback', value: '' },
      { type: 'PasswordCallback', value: '' },
    ]);
  });
});
