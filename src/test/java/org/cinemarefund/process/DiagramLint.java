package org.cinemarefund.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnPlane;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * What makes a diagram hard to read or wrong, found without looking at it: each finding begins with its rule. That it looks
 * tidy is judged by eye.
 */
final class DiagramLint {
    /** More is not taken in at one look. */
    private static final int MOST_ON_TOP = 25;
    /** Of a label's letters, which are Chinese, as the viewer draws them. */
    private static final double LETTER = 11;

    private static final double LINE = 14;
    private static final double HAIR = 1.5;

    private final BpmnModelInstance model;
    private final List<String> findings = new ArrayList<>();

    private DiagramLint(BpmnModelInstance model) {
        this.model = model;
    }

    static List<String> findings(BpmnModelInstance model) {
        var lint = new DiagramLint(model);
        lint.all(Gateway.class).forEach(lint::gateway);
        Stream.concat(lint.all(Process.class).stream(), lint.all(SubProcess.class).stream())
                .forEach(lint::ways);
        lint.planes();
        lint.all(BpmnPlane.class).forEach(plane -> lint.drawing(new Drawing(plane)));
        return List.copyOf(lint.findings);
    }

    private <T extends ModelElementInstance> Collection<T> all(Class<T> type) {
        return model.getModelElementsByType(type);
    }

    private void found(String rule, Object... where) {
        findings.add(rule + " " + Stream.of(where).map(DiagramLint::name).toList());
    }

    private static String name(Object where) {
        return where instanceof BaseElement element ? element.getId() : String.valueOf(where);
    }

    // --- what it says

    private void gateway(Gateway gateway) {
        var exits = all(SequenceFlow.class).stream()
                .filter(flow -> flow.getSource().equals(gateway))
                .toList();
        if (exits.size() < 2) {
            return;
        }
        if (isBlank(gateway.getName())) {
            found("UNLABELLED", gateway);
        }
        if (gateway instanceof EventBasedGateway) {
            exits.stream()
                    .filter(exit -> !(exit.getTarget() instanceof IntermediateCatchEvent))
                    .forEach(exit -> found("NO_EVENT", exit));
            return;
        }
        exits.stream().filter(exit -> isBlank(exit.getName())).forEach(exit -> found("UNLABELLED", exit));
        var byDefault = gateway instanceof ExclusiveGateway exclusive ? exclusive.getDefault() : null;
        if (byDefault == null) {
            found("NO_DEFAULT", gateway);
        }
        exits.stream()
                .filter(exit -> !exit.equals(byDefault) && exit.getConditionExpression() == null)
                .forEach(exit -> found("NO_CONDITION", exit));
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    /** Everything in it is on some way from its start to an end. */
    private void ways(BaseElement scope) {
        var nodes = scope.getChildElementsByType(FlowElement.class).stream()
                .filter(FlowNode.class::isInstance)
                .map(FlowNode.class::cast)
                .filter(node -> !isEventSubProcess(node))
                .toList();
        var forth = new HashMap<FlowNode, Set<FlowNode>>();
        var back = new HashMap<FlowNode, Set<FlowNode>>();
        scope.getChildElementsByType(SequenceFlow.class)
                .forEach(flow -> link(forth, back, flow.getSource(), flow.getTarget()));
        for (var node : nodes) {
            if (node instanceof BoundaryEvent boundary) {
                forth.computeIfAbsent(boundary.getAttachedTo(), key -> new HashSet<>())
                        .add(boundary);
            }
        }
        var reached = reached(
                forth, nodes.stream().filter(StartEvent.class::isInstance).toList());
        var leading =
                reached(back, nodes.stream().filter(EndEvent.class::isInstance).toList());
        nodes.stream().filter(node -> !reached.contains(node)).forEach(node -> found("UNREACHABLE", node));
        nodes.stream().filter(node -> !leading.contains(node)).forEach(node -> found("DEAD_END", node));
    }

    private static boolean isEventSubProcess(FlowNode node) {
        return node instanceof SubProcess inner && inner.triggeredByEvent();
    }

    private static void link(
            Map<FlowNode, Set<FlowNode>> forth, Map<FlowNode, Set<FlowNode>> back, FlowNode from, FlowNode to) {
        forth.computeIfAbsent(from, key -> new HashSet<>()).add(to);
        back.computeIfAbsent(to, key -> new HashSet<>()).add(from);
    }

    private static Set<FlowNode> reached(Map<FlowNode, Set<FlowNode>> links, Collection<FlowNode> from) {
        var seen = new HashSet<>(from);
        var next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            for (var node : links.getOrDefault(next.remove(), Set.of())) {
                if (seen.add(node)) {
                    next.add(node);
                }
            }
        }
        return seen;
    }

    // --- where it is drawn

    private void planes() {
        var drawnOn = new HashMap<BaseElement, BaseElement>();
        var collapsed = new HashSet<BaseElement>();
        for (var plane : all(BpmnPlane.class)) {
            for (var shape : plane.getChildElementsByType(BpmnShape.class)) {
                drawnOn.put(shape.getBpmnElement(), plane.getBpmnElement());
                if (shape.getBpmnElement() instanceof SubProcess && !shape.isExpanded()) {
                    collapsed.add(shape.getBpmnElement());
                }
            }
            plane.getChildElementsByType(BpmnEdge.class)
                    .forEach(edge -> drawnOn.put(edge.getBpmnElement(), plane.getBpmnElement()));
        }
        for (var element : all(FlowElement.class)) {
            if (element instanceof FlowNode || element instanceof SequenceFlow) {
                var home = (BaseElement) element.getParentElement();
                while (home instanceof SubProcess && !collapsed.contains(home)) {
                    home = (BaseElement) home.getParentElement();
                }
                if (!home.equals(drawnOn.get(element))) {
                    found("NO_PLANE", element);
                }
            }
        }
    }

    private void drawing(Drawing drawing) {
        if (drawing.isTop() && drawing.shapes.size() > MOST_ON_TOP) {
            found("TOO_MANY", drawing.shapes.size());
        }
        pairs(drawing.shapes, this::shapes);
        drawing.shapes.forEach(shape -> label(drawing, shape));
        drawing.edges.forEach(edge -> edge(drawing, edge));
        pairs(drawing.edges, this::edges);
        pairs(drawing.labels(), (one, other) -> {
            if (one.box.overlaps(other.box)) {
                found("LABEL", one.of, other.of);
            }
        });
    }

    private interface Both<T> {
        void look(T one, T other);
    }

    private static <T> void pairs(List<T> things, Both<T> both) {
        for (var i = 0; i < things.size(); i++) {
            for (var j = i + 1; j < things.size(); j++) {
                both.look(things.get(i), things.get(j));
            }
        }
    }

    private void shapes(Shape one, Shape other) {
        if (one.box.overlaps(other.box)
                && !one.sitsOn(other)
                && !other.sitsOn(one)
                && !one.holds(other)
                && !other.holds(one)) {
            found("OVERLAP", one.of, other.of);
        }
    }

    private void label(Drawing drawing, Shape shape) {
        if (!(shape.of instanceof Activity)) {
            requireLabel(shape.of, shape.of.getName(), shape.label);
        }
        if (shape.label != null) {
            requireFree(drawing, shape.of, shape.label);
        }
    }

    private void requireLabel(FlowElement of, String text, Box label) {
        if (isBlank(text)) {
            return;
        }
        if (label == null || label.height < LINE * Math.ceil(LETTER * text.length() / label.width)) {
            found("LABEL_ROOM", of);
        }
    }

    private void requireFree(Drawing drawing, FlowElement of, Box label) {
        drawing.shapes.stream()
                .filter(shape -> !(shape.isExpanded() && shape.box.contains(label)))
                .filter(shape -> shape.isUnder(label))
                .forEach(shape -> found("LABEL", of, shape.of));
        drawing.edges.stream()
                .filter(edge -> edge.segments().stream().anyMatch(label::isCrossedBy))
                .forEach(edge -> found("LABEL", of, edge.of));
    }

    private void edge(Drawing drawing, Edge edge) {
        requireLabel(edge.of, edge.of.getName(), edge.label);
        if (edge.label != null) {
            requireFree(drawing, edge.of, edge.label);
        }
        if (edge.segments().stream().anyMatch(segment -> !segment.isStraight())) {
            found("DIAGONAL", edge.of);
        }
        var points = edge.points;
        drawing.shapeOf(edge.of.getSource())
                .filter(shape -> !shape.isTouchedAt(points.get(0)))
                .ifPresent(shape -> found("LOOSE", edge.of, shape.of));
        drawing.shapeOf(edge.of.getTarget())
                .filter(shape -> !shape.isTouchedAt(points.get(points.size() - 1)))
                .ifPresent(shape -> found("LOOSE", edge.of, shape.of));
        drawing.shapes.stream()
                .filter(shape -> !shape.isExpanded())
                .filter(shape -> shape.of instanceof Activity || !edge.joins(shape.of))
                .filter(shape -> edge.segments().stream().anyMatch(shape.box::isCrossedBy))
                .forEach(shape -> found("THROUGH", edge.of, shape.of));
    }

    private void edges(Edge one, Edge other) {
        for (var segment : one.segments()) {
            for (var another : other.segments()) {
                if (one.collides(other, segment, another)) {
                    found("CROSSING", one.of, other.of);
                    return;
                }
            }
        }
    }

    // --- geometry

    private record Point(double x, double y) {
        boolean isNear(Point other) {
            return Math.abs(x - other.x) < HAIR && Math.abs(y - other.y) < HAIR;
        }
    }

    private record Segment(Point from, Point to) {
        boolean isStraight() {
            return from.x == to.x || from.y == to.y;
        }

        double left() {
            return Math.min(from.x, to.x);
        }

        double right() {
            return Math.max(from.x, to.x);
        }

        double top() {
            return Math.min(from.y, to.y);
        }

        double bottom() {
            return Math.max(from.y, to.y);
        }
    }

    private record Box(double x, double y, double width, double height) {
        static Box of(Bounds bounds) {
            return new Box(bounds.getX(), bounds.getY(), bounds.getWidth(), bounds.getHeight());
        }

        boolean overlaps(Box other) {
            return x < other.x + other.width
                    && other.x < x + width
                    && y < other.y + other.height
                    && other.y < y + height;
        }

        boolean contains(Box other) {
            return x <= other.x
                    && y <= other.y
                    && other.x + other.width <= x + width
                    && other.y + other.height <= y + height;
        }

        boolean isCrossedBy(Segment line) {
            return line.left() < x + width - HAIR
                    && x + HAIR < line.right()
                    && line.top() < y + height - HAIR
                    && y + HAIR < line.bottom();
        }

        Point nearest(Point point) {
            return new Point(Math.max(x, Math.min(point.x, x + width)), Math.max(y, Math.min(point.y, y + height)));
        }

        Point middle() {
            return new Point(x + width / 2, y + height / 2);
        }
    }

    /** @param label null for none */
    private record Shape(FlowNode of, BpmnShape drawn, Box box, Box label) {
        boolean isExpanded() {
            return of instanceof SubProcess && drawn.isExpanded();
        }

        boolean sitsOn(Shape host) {
            return of instanceof BoundaryEvent boundary
                    && boundary.getAttachedTo().equals(host.of)
                    && host.isTouchedAt(box.middle());
        }

        boolean holds(Shape inner) {
            return isExpanded() && inner.of.getParentElement().equals(of) && box.contains(inner.box);
        }

        boolean isTouchedAt(Point point) {
            return Math.abs(distance(point) - 1) < 2 * HAIR / Math.min(box.width, box.height);
        }

        boolean isUnder(Box label) {
            return distance(label.nearest(box.middle())) < 1;
        }

        /** From the middle, in its own form; 1 is its border. */
        private double distance(Point point) {
            var across = Math.abs(point.x - box.middle().x) / (box.width / 2);
            var down = Math.abs(point.y - box.middle().y) / (box.height / 2);
            if (of instanceof Event) {
                return Math.hypot(across, down);
            }
            return of instanceof Gateway ? across + down : Math.max(across, down);
        }
    }

    /** @param label null for none */
    private record Edge(SequenceFlow of, List<Point> points, Box label) {
        List<Segment> segments() {
            var segments = new ArrayList<Segment>();
            for (var i = 1; i < points.size(); i++) {
                segments.add(new Segment(points.get(i - 1), points.get(i)));
            }
            return segments;
        }

        boolean joins(FlowNode node) {
            return of.getSource().equals(node) || of.getTarget().equals(node);
        }

        /** Two may touch where both begin or end, and nowhere else. */
        boolean collides(Edge other, Segment segment, Segment another) {
            var left = Math.max(segment.left(), another.left());
            var right = Math.min(segment.right(), another.right());
            var top = Math.max(segment.top(), another.top());
            var bottom = Math.min(segment.bottom(), another.bottom());
            if (left > right || top > bottom) {
                return false;
            }
            var touch = new Point(left, top);
            return right - left > HAIR
                    || bottom - top > HAIR
                    || ends().stream().noneMatch(touch::isNear)
                    || other.ends().stream().noneMatch(touch::isNear);
        }

        List<Point> ends() {
            return List.of(points.get(0), points.get(points.size() - 1));
        }
    }

    private record Label(FlowElement of, Box box) {}

    private static final class Drawing {
        private final BpmnPlane plane;
        private final List<Shape> shapes;
        private final List<Edge> edges;

        Drawing(BpmnPlane plane) {
            this.plane = plane;
            shapes = plane.getChildElementsByType(BpmnShape.class).stream()
                    .map(drawn -> new Shape(
                            (FlowNode) drawn.getBpmnElement(),
                            drawn,
                            Box.of(drawn.getBounds()),
                            drawn.getBpmnLabel() == null
                                    ? null
                                    : Box.of(drawn.getBpmnLabel().getBounds())))
                    .toList();
            edges = plane.getChildElementsByType(BpmnEdge.class).stream()
                    .map(drawn -> new Edge(
                            (SequenceFlow) drawn.getBpmnElement(),
                            drawn.getWaypoints().stream()
                                    .map(DiagramLint::point)
                                    .toList(),
                            drawn.getBpmnLabel() == null
                                    ? null
                                    : Box.of(drawn.getBpmnLabel().getBounds())))
                    .toList();
        }

        boolean isTop() {
            return plane.getBpmnElement() instanceof Process;
        }

        Optional<Shape> shapeOf(FlowNode node) {
            return shapes.stream().filter(shape -> shape.of.equals(node)).findFirst();
        }

        List<Label> labels() {
            return Stream.concat(
                            shapes.stream()
                                    .filter(shape -> shape.label != null)
                                    .map(shape -> new Label(shape.of, shape.label)),
                            edges.stream()
                                    .filter(edge -> edge.label != null)
                                    .map(edge -> new Label(edge.of, edge.label)))
                    .toList();
        }
    }

    private static Point point(Waypoint waypoint) {
        return new Point(waypoint.getX(), waypoint.getY());
    }
}
