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


"""Examples that stand under the help of a command; a test holds them to what there is."""

EXAMPLES = {
    'translate': ('nl2ros translate "go forward 30 cm, then turn left"',
                  'nl2ros translate "ရှေ့ကို ၂ မီတာ သွားပါ" --format ros2',
                  'nl2ros translate - --format json < sentences.txt'),
    'dataset': ('nl2ros dataset --samples 3', 'nl2ros dataset --out my_dataset --variants 2'),
    'pretrain': ('nl2ros pretrain --out runs/base --minutes 30',),
    'train': ('nl2ros train --out runs/prompt --tokens 10 --steps 200',
              'nl2ros train --task explain --out runs/explain',
              'nl2ros train --method prompt_tuning --init sample_vocab --out runs/pt'),
    'evaluate': ('nl2ros evaluate --mistakes 10', 'nl2ros evaluate my_sentences.txt --json',
                 'nl2ros evaluate --report runs/page'),
    'inspect': ('nl2ros inspect command --layer 0',),
    'compare': ('nl2ros compare config/experiments_quick.yaml --out study_quick',),
    'adapt': ('nl2ros adapt --examples my_sentences.jsonl --places my_places.yaml --out runs/mine',
              ),
    'explain': ('nl2ros explain "[rcl]: ROS_DOMAIN_ID is not an integral number"',
                'ros2 launch my_package my.launch.py 2>&1 | nl2ros explain -'),
    'review': ('nl2ros review my_node.py', 'nl2ros review - --json < my_node.py'),
    'demo': ('nl2ros demo', 'nl2ros demo "go to the kitchen" "come back home"'),
    'doctor': ('nl2ros doctor', 'nl2ros doctor --namespace robot1 --json'),
}


def epilog(command: str) -> str | None:
    """Return what stands under the help of a command: its examples, each in a line of its own."""
    lines = EXAMPLES.get(command, ())
    return '\n\n'.join(['For instance:', *lines]) if lines else None
