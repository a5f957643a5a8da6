import { chooseMessages, type Messages } from '@waygate/ui/messages';
import { wishes } from '../app/languages.ts';

const en = {
  title: 'Problems',
  filter: 'Filter problems',
  severity: 'Show',
  all: 'All',
  errors: 'Errors',
  warnings: 'Warnings',
  errorCount: 'Errors ({count})',
  warningCount: 'Warnings ({count})',
  none: 'No problems. This journey can be published as it stands.',
  noneFound: 'No problem matches the filter.',
  errorHint: 'An error stops publishing.',
  warningHint: 'A warning does not stop publishing, but look at it.',
  journey: 'The journey',
  toProperties: 'Open the properties',
  field: 'Field {field}',
  outcome: 'Outcome {outcome}',
  countedErrors: '{count} errors',
  oneError: 'one error',
  countedWarnings: '{count} warnings',
  oneWarning: 'one warning',
  solved: 'No problems',
  checking: 'The server is checking the journey …',
  failed: 'The server does not answer. What stands here is what it said last; it is asked again in a moment.',
  keys: 'F8 leads to the next problem, Shift F8 to the one before.',
} as const;

const codesEn = {
  'journey.entry_missing': 'The journey starts at {target}, which it does not contain. Connect Start to a node.',
  'journey.connection_dangling': 'Outcome {outcome} leads to {target}, which the journey does not contain. Connect it again.',
  'journey.unknown_node': 'This server cannot run this node: it has no node type {type}. A person who gets there fails to sign on.',
  'journey.unknown_version':
    'This server cannot run this node: it has {type} in version {known}, not {version}. A person who gets there fails to sign on.',
  'journey.not_imitable':
    'This node cannot run as the type that it names: this server does not have it, or its outcomes are not known beforehand. A person who gets there fails to sign on.',
  'journey.secret_missing': '{field}: The secret {secret} is to be entered. Neither this journey nor the server has it.',
  'journey.secret_unreadable':
    '{field}: This secret cannot be opened here. It was sealed on another server or for another field, or it was altered. Enter it again.',
  'journey.template_missing': '{field}: The realm has no e-mail template {template}. Whoever gets there fails to sign on.',
  'journey.template_disabled': '{field}: The e-mail template {template} is switched off, so nothing is sent.',
  'journey.variable_missing': '{field}: This server has no variable {variable}. Set it there, or write another value.',
  'journey.variable_kind': '{field}: What stands here cannot be read as {kind}.',
  'journey.config_invalid': '{field}: {detail}',
  'journey.page_empty': 'There is nothing on this page. Put at least one node on it.',
  'journey.page_child_missing': 'The page names {child}, which the journey does not contain. Remove the page and build it again.',
  'journey.page_child_twice': '{child} stands on {node} twice. Take it off once.',
  'journey.page_child_kind': '{child} cannot stand on a page. Put it after the page.',
  'journey.page_child_outcomes': '{child} has several outcomes, so it can only be the last node of {node}.',
  'journey.inner_missing': 'Choose the journey that this node runs.',
  'journey.inner_recursive': 'This node runs {journey}, which runs this journey again.',
  'journey.inner_unknown': 'There is no published journey {journey}. Publish it first, or together with this one.',
  'journey.outcome_unconnected': 'Outcome {outcome} leads nowhere. A person who gets there fails to sign on.',
  'journey.outcome_lost': 'The outcome {outcome} is gone, but its connection is still there. Attach it to another outcome, or remove it.',
  'journey.node_unreachable': 'No route leads here.',
  'journey.no_success': 'No route leads to Success: nobody can sign on with this journey.',
  'journey.loop_without_input':
    'These nodes lead to each other without ever asking the person: {nodes}. Put a page, a wait or a Retry Limit Decision into the loop.',
  'journey.failure_loop':
    'The outcome {outcome} leads back to {node}, so whoever types what makes it fail goes round for ever. Let it lead elsewhere, or put a Retry Limit Decision into the loop.',
  'journey.weak_factor':
    'A code by SMS, call or mail is the only second factor of this journey ({node}). Codes are intercepted, numbers taken over and mailboxes read: offer a passkey, a push or an app beside it, and say so on the page.',
  'journey.idle_beyond_session': 'A session may idle for {idle} minutes but ends after {session}. Make the idle time the shorter one.',
  'journey.cannot_start':
    'The journey runs only inside other journeys and only for transactions, so nothing can start it. Switch one of the two off.',
  'journey.default_disabled':
    'This is the default journey of the realm, and it is disabled: who comes without naming a journey cannot sign on.',
  'journey.default_option':
    'This is the default journey of the realm. With this option it cannot be: who comes without naming a journey could not sign on as usual.',
  'journey.translation_missing': '{field} is not there in every language of the journey. Missing: {languages}.',
  'journey.script_missing': 'This node runs the script {script}, which the realm does not have. A person who gets there fails to sign on.',
  'journey.script_syntax':
    'Script {script}, line {line}, column {column}: This is not JavaScript: {detail}. A person who gets there fails to sign on.',
  'journey.script_java_unknown':
    'Script {script}, line {line}, column {column}: The Java class {name} is not available here. The script fails where it uses it.',
  'journey.script_broken_digest':
    'Script {script}, line {line}, column {column}: {name} is a broken hash: take SHA-256. The script fails there where the operator allows it no more (WAYGATE_SCRIPT_DIGESTS).',
  'journey.script_java_absent': 'Script {script}, line {line}, column {column}: {name}: Scripts of the next generation have no Java.',
  'journey.script_member_missing':
    'Script {script}, line {line}, column {column}: {name} is not available here. The script fails where it uses it.',
  'journey.script_library_missing': 'Script {script}, line {line}, column {column}: There is no library {name} in this realm.',
  'journey.script_language':
    'The script {script} is written in {language}, which this server does not run. A person who gets there fails to sign on.',
  'journey.theme_missing': 'The realm has no theme {id}. The page is shown without it.',
  'journey.provider_missing': 'The realm has no provider {id}. It is not offered.',
  'journey.watched_missing': 'The realm has no identity provider {id} watched. A person who gets there fails to sign on.',
  'journey.state_editable':
    'People may edit the attribute {id} themselves. Nothing that stands in it can be believed, so everybody is kept out while the second factor cannot be reached.',
  'journey.webhook_missing': 'The realm has no webhook {id}. A person who gets there fails to sign on.',
  'journey.caution': '{field}: {detail}',
} as const;

/** What is wrong with a value, by the kind of the issue. */
const issuesEn = {
  'too_small.number': 'The number must be at least {limit}.',
  'too_big.number': 'The number must be at most {limit}.',
  'too_small.int': 'The number must be at least {limit}.',
  'too_big.int': 'The number must be at most {limit}.',
  'too_small.string': 'The text must have at least {limit} characters.',
  'too_big.string': 'The text must have at most {limit} characters.',
  'too_small.array': 'The list must have at least {limit} entries.',
  'too_big.array': 'The list must have at most {limit} entries.',
  'invalid_type.number': 'A number is needed.',
  'invalid_type.int': 'A whole number is needed.',
  'invalid_type.string': 'A text is needed.',
  'invalid_type.boolean': 'Yes or no is needed.',
  'invalid_type.array': 'A list is needed.',
  'invalid_type.object': 'A group of values is needed.',
  'invalid_type.record': 'A group of values is needed.',
  invalid_value: 'Choose one of the values that are offered.',
  'invalid_format.url': 'A complete address is needed, such as https://example.com.',
  'invalid_format.regex': 'The value does not have the form that is expected.',
  unrecognized_keys: 'There is a member that this node does not have.',
  'caution.no_script': 'No script is chosen. A person who gets there fails to sign on.',
  'caution.no_provider_script': 'No script is chosen, so the configuration always fails.',
  'caution.attestation_unavailable': 'This server cannot check it. A person who gets there fails to sign on.',
  'caution.otp_expiry': 'A code is good for 10 minutes at most: one that is good for longer can be guessed or got hold of.',
  'caution.otp_content': 'The text does not say {{OTP}}, so nobody learns the code by it.',
  'caution.device_management_none':
    'In AM this lets a password alone change second factors. Here it does not: whoever has a device must have shown one in the last 15 minutes.',
} as const;

type Key = keyof typeof en;
export type ProblemCode = keyof typeof codesEn;
export type IssueKind = keyof typeof issuesEn;

const de: Messages<Key> = {
  title: 'Probleme',
  filter: 'Probleme filtern',
  severity: 'Zeigen',
  all: 'Alle',
  errors: 'Fehler',
  warnings: 'Warnungen',
  errorCount: 'Fehler ({count})',
  warningCount: 'Warnungen ({count})',
  none: 'Keine Probleme. Diese Journey kann veröffentlicht werden, wie sie ist.',
  noneFound: 'Kein Problem passt zum Filter.',
  errorHint: 'Ein Fehler verhindert das Veröffentlichen.',
  warningHint: 'Eine Warnung verhindert das Veröffentlichen nicht; sehen Sie sie trotzdem an.',
  journey: 'Die Journey',
  toProperties: 'Die Eigenschaften öffnen',
  field: 'Feld {field}',
  outcome: 'Ausgang {outcome}',
  countedErrors: '{count} Fehler',
  oneError: 'ein Fehler',
  countedWarnings: '{count} Warnungen',
  oneWarning: 'eine Warnung',
  solved: 'Keine Probleme',
  checking: 'Der Server prüft die Journey …',
  failed: 'Der Server antwortet nicht. Hier steht, was er zuletzt sagte; er wird gleich noch einmal gefragt.',
  keys: 'F8 führt zum nächsten Problem, Umschalt F8 zum vorigen.',
};

const codesDe: Messages<ProblemCode> = {
  'journey.entry_missing': 'Die Journey beginnt bei {target}, doch das enthält sie nicht. Verbinden Sie Start mit einem Knoten.',
  'journey.connection_dangling': 'Der Ausgang {outcome} führt zu {target}, doch das enthält die Journey nicht. Verbinden Sie ihn neu.',
  'journey.unknown_node':
    'Dieser Server kann diesen Knoten nicht ausführen: Er hat keinen Knotentyp {type}. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.unknown_version':
    'Dieser Server kann diesen Knoten nicht ausführen: Er hat {type} in Version {known}, nicht {version}. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.not_imitable':
    'Als der Typ, den er nennt, kann dieser Knoten nicht laufen: Dieser Server hat ihn nicht, oder seine Ausgänge stehen nicht vorher fest. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.secret_missing': '{field}: Das Geheimnis {secret} ist noch einzugeben. Weder diese Journey noch der Server hat es.',
  'journey.secret_unreadable':
    '{field}: Dieses Geheimnis lässt sich hier nicht öffnen. Es wurde auf einem anderen Server oder für ein anderes Feld versiegelt, oder es wurde verändert. Geben Sie es neu ein.',
  'journey.template_missing':
    '{field}: In diesem Realm gibt es keine E-Mail-Vorlage {template}. Wer hierher kommt, kann sich nicht anmelden.',
  'journey.template_disabled': '{field}: Die E-Mail-Vorlage {template} ist abgeschaltet, also wird nichts gesendet.',
  'journey.variable_missing':
    '{field}: Dieser Server hat keine Variable {variable}. Setzen Sie sie dort, oder schreiben Sie einen anderen Wert.',
  'journey.variable_kind': '{field}: Was hier steht, lässt sich nicht als {kind} lesen.',
  'journey.config_invalid': '{field}: {detail}',
  'journey.page_empty': 'Auf dieser Seite steht nichts. Legen Sie mindestens einen Knoten auf sie.',
  'journey.page_child_missing': 'Die Seite nennt {child}, doch das enthält die Journey nicht. Löschen Sie die Seite und bauen Sie sie neu.',
  'journey.page_child_twice': '{child} steht zweimal auf {node}. Nehmen Sie es einmal herunter.',
  'journey.page_child_kind': '{child} kann nicht auf einer Seite stehen. Setzen Sie den Knoten hinter die Seite.',
  'journey.page_child_outcomes': '{child} hat mehrere Ausgänge und kann deshalb nur der letzte Knoten von {node} sein.',
  'journey.inner_missing': 'Wählen Sie die Journey, die dieser Knoten ausführt.',
  'journey.inner_recursive': 'Dieser Knoten führt {journey} aus, und die führt wieder diese Journey aus.',
  'journey.inner_unknown': 'Es gibt keine veröffentlichte Journey {journey}. Veröffentlichen Sie sie vorher oder zusammen mit dieser.',
  'journey.outcome_unconnected': 'Der Ausgang {outcome} führt nirgendwohin. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.outcome_lost':
    'Der Ausgang {outcome} ist weg, aber seine Verbindung ist noch da. Hängen Sie sie an einen anderen Ausgang, oder entfernen Sie sie.',
  'journey.node_unreachable': 'Kein Weg führt hierher.',
  'journey.no_success': 'Kein Weg führt zum Erfolg: Mit dieser Journey kann sich niemand anmelden.',
  'journey.loop_without_input':
    'Diese Knoten führen im Kreis, ohne je einen Menschen zu fragen: {nodes}. Setzen Sie eine Seite, ein Warten oder eine Retry Limit Decision in den Kreis.',
  'journey.failure_loop':
    'Der Ausgang {outcome} führt zu {node} zurück: Wer etwas eingibt, woran der Knoten scheitert, dreht sich immer im Kreis. Führen Sie ihn woandershin, oder setzen Sie eine Retry Limit Decision in den Kreis.',
  'journey.weak_factor':
    'Ein Code per SMS, Anruf oder E-Mail ist der einzige zweite Faktor dieser Journey ({node}). Codes werden abgefangen, Nummern übernommen und Postfächer mitgelesen: Bieten Sie daneben einen Passkey, einen Push oder eine App an, und sagen Sie es auf der Seite.',
  'journey.idle_beyond_session':
    'Eine Sitzung darf {idle} Minuten ruhen, endet aber nach {session}. Machen Sie die Ruhezeit zur kürzeren von beiden.',
  'journey.cannot_start':
    'Die Journey läuft nur innerhalb anderer Journeys und nur für Transaktionen, also kann nichts sie starten. Schalten Sie eines von beiden aus.',
  'journey.default_disabled':
    'Das ist die Standard-Journey des Realms, und sie ist ausgeschaltet: Wer kommt, ohne eine Journey zu nennen, kann sich nicht anmelden.',
  'journey.default_option':
    'Das ist die Standard-Journey des Realms. Mit dieser Option kann sie es nicht sein: Wer kommt, ohne eine Journey zu nennen, könnte sich nicht wie üblich anmelden.',
  'journey.translation_missing': '{field} gibt es nicht in jeder Sprache der Journey. Es fehlt: {languages}.',
  'journey.script_missing':
    'Dieser Knoten führt das Skript {script} aus, doch der Realm hat es nicht. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.script_syntax':
    'Skript {script}, Zeile {line}, Spalte {column}: Das ist kein JavaScript: {detail}. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.script_java_unknown':
    'Skript {script}, Zeile {line}, Spalte {column}: Die Java-Klasse {name} gibt es hier nicht. Das Skript scheitert dort, wo es sie verwendet.',
  'journey.script_broken_digest':
    'Skript {script}, Zeile {line}, Spalte {column}: {name} ist ein gebrochener Hash: Nehmen Sie SHA-256. Das Skript scheitert dort, wo ihn der Betreiber nicht mehr zulässt (WAYGATE_SCRIPT_DIGESTS).',
  'journey.script_java_absent': 'Skript {script}, Zeile {line}, Spalte {column}: {name}: Skripte der nächsten Generation haben kein Java.',
  'journey.script_member_missing':
    'Skript {script}, Zeile {line}, Spalte {column}: {name} gibt es hier nicht. Das Skript scheitert dort, wo es das verwendet.',
  'journey.script_library_missing': 'Skript {script}, Zeile {line}, Spalte {column}: In diesem Realm gibt es keine Bibliothek {name}.',
  'journey.script_language':
    'Das Skript {script} ist in {language} geschrieben, was dieser Server nicht ausführt. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.theme_missing': 'Der Realm hat kein Design {id}. Die Seite wird ohne es gezeigt.',
  'journey.provider_missing': 'Der Realm hat keinen Anbieter {id}. Er wird nicht angeboten.',
  'journey.watched_missing': 'Der Realm lässt keinen Identitätsanbieter {id} überwachen. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.state_editable':
    'Personen dürfen das Attribut {id} selbst bearbeiten. Was darin steht, ist nicht zu glauben, und niemand kommt herein, solange der zweite Faktor nicht erreichbar ist.',
  'journey.webhook_missing': 'Der Realm hat keinen Webhook {id}. Wer dorthin kommt, kann sich nicht anmelden.',
  'journey.caution': '{field}: {detail}',
};

const issuesDe: Messages<IssueKind> = {
  'too_small.number': 'Die Zahl muss mindestens {limit} sein.',
  'too_big.number': 'Die Zahl darf höchstens {limit} sein.',
  'too_small.int': 'Die Zahl muss mindestens {limit} sein.',
  'too_big.int': 'Die Zahl darf höchstens {limit} sein.',
  'too_small.string': 'Der Text muss mindestens {limit} Zeichen haben.',
  'too_big.string': 'Der Text darf höchstens {limit} Zeichen haben.',
  'too_small.array': 'Die Liste muss mindestens {limit} Einträge haben.',
  'too_big.array': 'Die Liste darf höchstens {limit} Einträge haben.',
  'invalid_type.number': 'Hier gehört eine Zahl hin.',
  'invalid_type.int': 'Hier gehört eine ganze Zahl hin.',
  'invalid_type.string': 'Hier gehört ein Text hin.',
  'invalid_type.boolean': 'Hier gehört ein Ja oder Nein hin.',
  'invalid_type.array': 'Hier gehört eine Liste hin.',
  'invalid_type.object': 'Hier gehört eine Gruppe von Werten hin.',
  'invalid_type.record': 'Hier gehört eine Gruppe von Werten hin.',
  invalid_value: 'Wählen Sie einen der angebotenen Werte.',
  'invalid_format.url': 'Hier gehört eine vollständige Adresse hin, etwa https://example.com.',
  'invalid_format.regex': 'Der Wert hat nicht die erwartete Form.',
  unrecognized_keys: 'Hier steht etwas, das dieser Knoten nicht kennt.',
  'caution.no_script': 'Es ist kein Skript gewählt. Wer dorthin kommt, kann sich nicht anmelden.',
  'caution.no_provider_script': 'Es ist kein Skript gewählt, also schlägt die Konfiguration immer fehl.',
  'caution.attestation_unavailable': 'Dieser Server kann das nicht prüfen. Wer dorthin kommt, kann sich nicht anmelden.',
  'caution.otp_expiry': 'Ein Code gilt höchstens 10 Minuten: Was länger gilt, kann erraten werden oder in andere Hände kommen.',
  'caution.otp_content': 'Im Text steht {{OTP}} nicht, also erfährt durch ihn niemand den Code.',
  'caution.device_management_none':
    'In AM lässt das mit dem Passwort allein zweite Faktoren ändern. Hier nicht: Wer ein Gerät hat, muss in den letzten 15 Minuten eines gezeigt haben.',
};

export const t = chooseMessages({ en, de }, wishes());
export const problemTexts = chooseMessages({ en: codesEn, de: codesDe }, wishes());
export const issueTexts = chooseMessages({ en: issuesEn, de: issuesDe }, wishes());

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(codesEn, code);
export const isIssueKind = (kind: string): kind is IssueKind => Object.hasOwn(issuesEn, kind);
