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
Zawgyi: Burmese text in a font encoding of its own, which Unicode software cannot read.

Old telephones and pages still write it. It uses the same code points for other letters, so a
sentence in Zawgyi would be misread: it is recognised and refused, with a word on what to do.
"""

from functools import cache

from myanmartools import ZawgyiDetector

THRESHOLD = 0.99  # one of 7,679 Unicode sentences of data/ is above it; all of 15 in Zawgyi


def is_zawgyi(text: str) -> bool:
    """Tell whether Burmese text is written in Zawgyi (a Markov model, google/myanmar-tools)."""
    return _detector().get_zawgyi_probability(text) > THRESHOLD


@cache
def _detector() -> ZawgyiDetector:
    return ZawgyiDetector()
