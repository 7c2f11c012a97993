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


"""The doctor where even the command line has nothing to run on: ``python -m nl2ros.doctor``."""

import os
import sys

from nl2ros.doctor.examination import examine
from nl2ros.doctor.finding import Level

if __name__ == '__main__':
    findings = examine(None, 'command', None, '', 4.0, os.environ)
    sys.stdout.write(''.join(f'{finding}\n' for finding in findings))
    sys.exit(any(finding.level is Level.BROKEN for finding in findings))
