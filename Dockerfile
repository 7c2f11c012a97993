FROM ros:jazzy-ros-base

RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3-pip ros-jazzy-nav2-msgs \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /workspace
COPY requirements src/nl2ros/requirements
RUN python3 -m pip install --break-system-packages --ignore-installed --no-cache-dir \
    -r src/nl2ros/requirements/models.txt
COPY . src/nl2ros
RUN . /opt/ros/jazzy/setup.sh && colcon build --packages-select nl2ros
RUN sed --in-place --expression \
    's|^source .*setup.bash.*|&\nsource /workspace/install/setup.bash --|' /ros_entrypoint.sh
CMD ["ros2", "launch", "nl2ros", "nl2ros.launch.py"]
