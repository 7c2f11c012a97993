# Copyright 2026 nl2ros contributors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.


"""
How well programs are reviewed, measured through the Reviewer that `nl2ros review` runs.

Precision is the share of findings that are right, recall the share of defects that are found; once
for line and rule together, once for the rules of a program wherever they are found.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from nl2ros.assistant.review import Reviewer
from nl2ros.training.review_corpus import Snippet

Items = set[tuple]


@dataclass
class Counts:
    """What was wanted, what was found, and what of it was right."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: Items, wanted: Items) -> None:
        """Count the findings of one program."""
        self.right += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)

    @property
    def precision(self) -> float:
        """Return the share of findings that are right, 1 when there are none."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Return the share of defects that are found, 1 when there are none."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


@dataclass
class ReviewScore:
    """Figures over programs; ``rules`` counts defects of each rule by what became of them."""

    lines: Counts = field(default_factory=Counts)
    named: Counts = field(default_factory=Counts)
    programs: int = 0
    exact: int = 0  # programs of which exactly the defects were found
    sound: int = 0
    quiet: int = 0  # sound programs without findings
    rules: dict[str, Counter] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


def evaluate_reviews(reviewer: Reviewer, programs: Iterable[Snippet]) -> ReviewScore:
    """Review whole programs (snippets of the kind ``full``) and compare with their marks."""
    score = ReviewScore()
    for program in programs:
        source = '\n'.join(row.code for row in program.rows)
        wanted = {(line, rule) for line, row in enumerate(program.rows, 1) for rule in row.rules}
        found = {(finding.line, finding.rule)
                 for finding in reviewer.review(source, program.origin)}
        score.lines.add(found, wanted)
        score.named.add({(rule,) for _, rule in found}, {(rule,) for _, rule in wanted})
        score.programs += 1
        score.exact += found == wanted
        score.sound += not wanted
        score.quiet += not (wanted or found)
        for kind, items in (('found', found & wanted), ('missed', wanted - found),
                            ('wrong', found - wanted)):
            for line, rule in sorted(items):
                score.rules.setdefault(rule, Counter())[kind] += 1
                if kind != 'found':
                    score.mistakes.append(
                        f'{program.origin}+{line}: {kind} {rule}: '
                        f'{program.rows[line - 1].code.strip()}')
    return score


def summary(score: ReviewScore, mistakes: int = 0) -> str:
    """Return the figures as lines of text, and the first mistakes."""
    rows = [f'{name:<14} precision {100 * counts.precision:5.1f} %  recall '
            f'{100 * counts.recall:5.1f} %  F1 {100 * counts.f1:5.1f} %  '
            f'({counts.right} right of {counts.found} found, {counts.wanted} wanted)'
            for name, counts in (('line and rule', score.lines), ('rule', score.named))]
    rows += [f'programs with exactly the right findings {score.exact}/{score.programs}',
             f'sound programs without findings {score.quiet}/{score.sound}']
    return '\n'.join(rows + [f'- {text}' for text in score.mistakes[:mistakes]])
