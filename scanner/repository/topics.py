"""What documents are about, and what their sections cover: by the words of names and headings, not of prose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scanner.patterns import lazy


def _table(text: str) -> list[tuple[str, Any]]:
    found = []
    rows: list[str] = []
    for line in text.strip().splitlines():
        if line.startswith(" "):
            rows[-1] += line.strip()  # a long pattern goes on below
        else:
            rows.append(line)
    for row in rows:
        name, _, pattern = row.partition(" ")
        found.append((name, lazy(rf"(?:^|\W)(?:{pattern.strip()})(?:\W|$)")))
    return found


# Topic, then a pattern over the words of a file name, its folders and its title (lower case, words parted by spaces).
_TOPICS = _table(r"""
readme readme
changelog changelog|change ?log|history of changes|changes
contributing contributing|contribution guide(?:lines)?|how to contribute
code-of-conduct code of conduct
security-policy security(?: md)?$|security polic(?:y|ies)|vulnerability disclosure|
  reporting (?:a )?(?:security )?vulnerabilit(?:y|ies)|information security
security-hardening (?:security )?hardening|secure configuration|security (?:best practices|guide(?:lines)?)
threat-model threat model(?:l?ing)?s?
architecture architecture|system design|design overview|technical overview
adr adrs?|architecture decision(?: records?)?|decision records?
api api(?: reference| documentation| docs)?|rest api|openapi
installation install(?:ation|ing)?|setup(?: guide)?|set up|getting started|quick ?start
configuration configuration(?: reference| guide)?|configuring|settings reference|parameters|environment variables|
  values
deployment deploy(?:ment|ing|ments)?
upgrade upgrad(?:e|es|ing)|migration guide
rollback roll ?backs?|rolling back|revert(?:ing)? a (?:deploy|release)\w*
runbook runbooks?|playbooks?|operating procedures?
operations operations?(?: manual| guide| handbook)?|operational(?: procedures?)?|ops
maintenance maintenance|housekeeping|routine tasks
incident-response incident (?:response|management|handling)|incidents? procedures?|major incidents?|
  security incidents?
escalation escalation(?: polic(?:y|ies)| procedures?| path| matrix)?s?
contacts contacts?(?: list| information)?|emergency contacts|phone list|who to call
on-call on ?call|pager duty|rota|call rotation
communication communications?(?: plan| templates?)?|status updates|stakeholder updates
disaster-recovery disaster recovery|dr plan|dr procedures?|recovery plan|disaster
dr-drill dr (?:drill|test|exercise)s?|recovery (?:drill|exercise)s?|game ?days?|disaster recovery (?:drill|test|
  exercise|testing)s?|failover (?:drill|test|exercise)s?|drills?
restore restor(?:e|es|ing|ation)|recovery (?:procedures?|runbook|steps)|recover(?:ing)? (?:data|from backup)
backup back ?ups?(?: and (?:restore|recovery))?
business-continuity business continuity|continuity plan|bcp
postmortem post ?mortems?|incident (?:report|review)s?|root cause analys[ie]s|rca
lessons-learned lessons(?: learned| learnt)?|learnings
retrospective retrospectives?|retros?
troubleshooting troubleshoot(?:ing)?|debugging guide|common (?:problems|issues)|known issues|problem solving
faq faqs?|frequently asked questions|questions and answers|q a
best-practices best practices?|(?:design|engineering|operational|production) guidelines|recommendations|
  tuning guide|hardening
user-guide user ?(?:guide|manual|documentation|docs|handbook)|end user|usage(?: guide)?|how to use
developer-guide develop(?:er|ers|ment) ?(?:guide|docs|documentation|setup|handbook)?|hacking
onboarding on ?boarding|new joiners?|welcome to the team
training training(?: materials?| programme| program| plan)?|workshops?|courses?|tutorials?|curriculum|exercises
video videos?|screencasts?|recordings?
monitoring monitoring(?: guide)?|observability|alerting|alerts|dashboards
metrics metrics(?: catalog(?:ue)?| reference)?|kpis?
slo slos?|service levels?(?: objectives?| indicators?)?|sli|sla
capacity-plan capacity(?: plan(?:ning)?| management)?|scaling plan|sizing
performance performance(?: plan| guide| optimi[sz]ation| tuning)?|optimi[sz]ation
load-test-report (?:load|performance|stress|soak|scalability|benchmark)[ -]?(?:test(?:ing)?)? (?:report|results?)|
  benchmarks?|test report
change-management change (?:management|control|process|advisory)|release (?:process|management|procedure)|
  change requests?
risk-register risks?(?: register| management| assessment| log| analysis)?
vendors vendors?(?: management| list)?|suppliers?|third part(?:y|ies)|sub ?processors?
data-breach (?:data )?breach(?:es)?(?: response| notification| procedure)?|personal data incidents?
data-retention (?:data )?retention(?: polic(?:y|ies)| schedule)?
privacy privacy(?: polic(?:y|ies)| notice)?|gdpr|data protection|personal data|ropa|records? of processing
compliance complian(?:ce|t)|regulatory|certifications?
control-mapping control(?:s)? (?:mapping|matrix)|nist(?: csf)?|statement of applicability|framework mapping|controls
audit audits?(?: plan| log| report| guide)?
access-review access reviews?|user access|entitlement review
release-notes release notes?|whats new
roadmap road ?map|milestones
sbom sbom|software bill of materials
licence licen[cs](?:e|es|ing)
pull-request-template pull request template
issue-template issue template
go-live go ?live|launch(?: plan| checklist)?|cut ?over|production readiness|readiness checklist
glossary glossary|terms
penetration-test pen(?:etration)? ?tests?(?:ing)?|pentest
acceptance (?:user )?acceptance(?: tests?| testing| criteria| record)?|uat
style style ?guides?|coding standards?|conventions
support support(?: guide| team| process)?|help ?desk
""")

_NOT_BY_FOLDER = frozenset(
    ["security-policy", "changelog", "readme", "api", "licence", "video", "best-practices", "support"]
)

_SCENARIOS = _table(r"""
deploy deploy(?:ment|ing)?|releas(?:e|ing)
rollback roll ?back|revert
scale scal(?:e|ing)(?: up| out| down)?|capacity
restart restart(?:ing|s)?|reboot|crash ?loop(?:s|ing)?|pod(?:s)? (?:down|not ready|crash\w*)|service down|unavailable|
  outage
node-failure nodes?(?: failure| down| not ready| loss)|node
database-failure (?:database|db|postgres\w*|mysql|replication)(?: failure| failover| down| outage| connection\w*)?
cache-failure (?:cache|redis|valkey|memcached)(?: failure| down)?
certificate certificates?|cert(?:s)? (?:expiry|expir\w+|renewal|rotation)|tls|ssl
high-error-rate (?:high )?errors?(?: rates?| budget)?|5xx|failures? rate
high-latency (?:high )?latency|slow(?: responses?| requests?| queries)?|response times?|performance degradation|
  degraded
storage disk|storage|volume(?: full| filling)?|out of space
security security|breach|compromis\w+|leak(?:ed)?(?: secrets?| credentials?)?|vulnerabilit(?:y|ies)|ddos|attack
network network|dns|connectivity|ingress
restore restor(?:e|ing|ation)|recover(?:y|ing)?
""")

_COVERS = _table(r"""
prerequisites pre ?requisites?|requirements|before you (?:begin|start)|system requirements|you need|
  dependencies and tools
install install(?:ation|ing)?|set ?up|deploy(?:ment|ing)? steps|getting started|quick ?start
configure config(?:ure|uration|uring)?|settings|environment variables|values|customi[sz](?:e|ing|ation)
verify verif(?:y|ication|ying)|validat(?:e|ion|ing)|health checks?|smoke tests?|check(?:ing)? (?:it|the)|confirm|
  post deployment|test(?:ing)? the installation
upgrade upgrad(?:e|es|ing)|updat(?:e|es|ing)|migration
uninstall uninstall(?:ation|ing)?|remov(?:e|al|ing)|clean ?up|tear ?down|delete
rollback roll ?backs?|rolling back|revert|undo|back ?out
deploy deploy(?:ment|ing|ments)?|releas(?:e|es|ing)
scale scal(?:e|ing)|capacity|autoscal\w+
restart restart(?:ing|s)?|reboot
backup back ?ups?
restore restor(?:e|es|ing|ation)|recover(?:ing)? data|data recovery
monitor monitor(?:ing)?|metrics|alerts?|observability|dashboards?|health
troubleshoot troubleshoot(?:ing)?|debug(?:ging)?|common (?:problems|issues)|known issues
scope scope|applies to|coverage|out of scope|in scope
purpose purpose|introduction|overview|summary|about|goals?
objectives objectives?|goals?|targets?
roles roles?|responsibilit(?:y|ies)|team|raci|who does what|stakeholders|participants|attendees
contacts contacts?|phone numbers?|reach(?:ing)? us|support|getting help
scenarios scenarios?|use cases?|threats|disaster types|failure modes|types of incidents?
rto-rpo rto|rpo|recovery (?:time|point) objectives?|recovery objectives?
failover fail ?over|switch ?over|promot(?:e|ion|ing)
recovery-steps recovery (?:steps|procedures?|process|strateg\w+)|steps|procedures?|restoration|recover(?:ing|y)?
communication communicat(?:ion|ions|e|ing)|notif(?:y|ication|ications)|stakeholder updates|status updates
test-schedule (?:tests?|testing|drills?|exercises?) (?:schedule|plan|cadence|frequency|calendar|and maintenance)|
  schedule of (?:tests|drills|exercises)|(?:regular|scheduled) (?:tests|testing|drills|exercises)
severity severit(?:y|ies)(?: levels?| matrix| classification)?|priorit(?:y|ies)|classification|incident levels?
detection detect(?:ion|ing)?|identif(?:y|ication)|alerting|symptoms?|discovery
triage triage|initial (?:response|assessment)|assess(?:ment)?|first response|immediate (?:actions?|response)|
  diagnos\w+
assessment assess(?:ment|ing)?|evaluation|impact analysis|analysis
containment contain(?:ment|ing)?|isolat(?:e|ion)|mitigat(?:e|ion|ing)
eradication eradicat\w+|remov(?:e|al) of the cause|clean ?up
recovery recover(?:y|ing)?|restoration|resolution|resolv\w+|remediat\w+
escalation escalat(?:ion|ions|e|ing)|tiers?|levels? of support|support levels
postmortem post ?mortems?|post incident|after action|lessons(?: learned| learnt)?|retrospective|incident review|
  root cause(?: analysis)?|follow up
audience audiences?|stakeholders|who (?:is|should be) (?:informed|told)|recipients|readers
channels channels?|where|slack|e?mail|how we communicate|status page
cadence cadence|frequency|how often|schedule|intervals?|timing|timeline
templates templates?|sample messages?|message examples?|wording
status-page status ?page|public status
approval approv(?:al|als|ed|er|ers)|sign ?off|authori[sz]ation
critical-functions critical (?:functions?|services?|business functions?|processes)|business impact(?: analysis)?|
  essential (?:functions?|services?)
alternates alternates?|alternatives?|fallbacks?|workarounds?|manual procedures?|substitutes?|backup (?:site|staff|
  location)s?
dependencies dependenc(?:y|ies)|third part(?:y|ies)|suppliers?|upstream|external services?
timeline timelines?|chronolog\w+|sequence of events
impact impact(?:s|ed)?|affected|damage|customers affected
root-cause root causes?(?: analysis)?|causes?|why it happened|contributing factors
measured measured|results?|rto (?:achieved|measured|actual)|actual|outcome|findings|metrics
lessons lessons(?: learned| learnt)?|learnings|what (?:we learned|went (?:well|wrong))|improvements
actions action ?(?:items?|points?|plan)?s?|follow ?ups?|next steps|to ?dos?|improvements|tasks
patching patch(?:ing|es)?|security updates?|os updates?|updat(?:e|es|ing)|upgrad\w+
certificate-rotation (?:certificates?|certs?|tls|ssl)(?: rotation| renewal| expiry| management)?|
  rotat\w+ certificates?
secret-rotation (?:secrets?|credentials?|keys?|passwords?|tokens?)(?: rotation| renewal| management)?|
  rotat\w+ (?:secrets?|credentials?|keys?|passwords?)
database-maintenance database (?:maintenance|upgrades?|vacuum\w*|housekeeping)|vacuum\w*|reindex\w*|index maintenance
maintenance-window maintenance windows?|planned downtime|scheduled (?:maintenance|downtime)|windows?
on-call on ?call|rota|rotation|pager
supported-versions supported versions?|versions?(?: supported)?
reporting report(?:ing)?(?: a)?(?: security)?(?: vulnerabilit(?:y|ies))?|how to report|contact
disclosure disclosure(?: policy| timeline| process)?|coordinated disclosure|response (?:timeline|process)|embargo|
  process|what to expect
response-times response times?|sla|timelines?|service levels?|within \d+
notification notif(?:y|ication|ications)|72[ -]?hours?|inform(?:ing)?
authority (?:supervisory )?authorit(?:y|ies)|regulators?|dpa|data protection officer|dpo
data-subjects data subjects?|affected (?:persons?|people|individuals|users|customers)|individuals|customers
symptoms symptoms?|problems?|issue|indicat(?:ion|ors?)|alert|what you see|description|detection
cause causes?|root causes?|reasons?|why
solution solutions?|fix(?:es)?|resolutions?|resolv\w+|remediat\w+|workarounds?|mitigations?|response|
  immediate actions?
steps steps|procedures?|instructions|how to|actions|process|commands
getting-started getting started|quick ?start|first steps|introduction|basics
tasks tasks?|how (?:to|do)|usage|using|features|working with|workflows?|guides?
faq faqs?|frequently asked(?: questions)?|questions
examples examples?|samples?|recipes|demos?
modules modules?|lessons?|chapters?|sessions?|units?|parts?|agenda|curriculum|topics
exercises exercises?|labs?|hands ?on|assignments?|quiz(?:zes)?|practice|assessment
current-load current (?:load|usage|state|capacity|utili[sz]ation|traffic)|baseline|today|load
growth growth|forecasts?|projections?|assumptions|expected (?:load|traffic)|demand
limits limits?|limitations|breaking points?|maxim(?:um|a)|bottlenecks?|ceiling
headroom head ?room|buffers?|reserves?|spare capacity|safety margin
triggers triggers?|thresholds?|when to (?:scale|act)|scaling (?:rules|criteria|strategy)|alerts?
review reviews?|review (?:schedule|date|cadence)|maintenance of this|revision history|document history
risk risks?(?: assessment)?|threats?
testing test(?:s|ing)?|drills?|exercises?
security security|hardening|access control|authentication|authori[sz]ation|permissions
components components?|modules?|services?|building blocks|containers?|layers?|system overview
data-flow data ?flows?|flows?|sequence|interactions?|pipelines?
decision decisions?|decided|outcome
context context|background|problem|motivation
consequences consequences?|implications|trade ?offs|results?
parameters parameters?|options?|values|variables|inputs?|settings|reference
owner owners?(?:hip)?|maintainers?|responsible
references references?|links|see also|related|further reading|resources
bottlenecks bottlenecks?|constraints?|hot ?spots?
targets targets?|goals?|objectives?|kpis?|slos?
""")

_WORDS = lazy(r"[^a-z0-9]+")


def spaced(text: str) -> str:
    """The words of a name or heading, lower case, parted by single spaces."""
    return _WORDS.sub(" ", text.lower()).strip()


def topics(name: str, folders: Iterable[str], title: str) -> list[str]:
    """What a document is about, by its file name (without ending), the folders it lies in and its title."""
    told = [spaced(name), spaced(title)]
    around = [spaced(folder) for folder in folders]
    found = []
    for topic, pattern in _TOPICS:
        if any(pattern.search(one) for one in told) or (
            topic not in _NOT_BY_FOLDER and any(pattern.fullmatch(one) for one in around)
        ):
            found.append(topic)
    return sorted(found)


def scenarios(name: str, headings: Iterable[str]) -> list[str]:
    """What may happen that a runbook tells what to do about."""
    told = [spaced(name), *(spaced(heading) for heading in headings)]
    return sorted(scenario for scenario, pattern in _SCENARIOS if any(pattern.search(one) for one in told))


def covers(headings: Iterable[str]) -> list[str]:
    """What sections with these headings cover."""
    told = [spaced(heading) for heading in headings]
    return sorted(name for name, pattern in _COVERS if any(pattern.search(one) for one in told))
